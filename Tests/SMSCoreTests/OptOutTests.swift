import SMSCore
import Testing

@Suite struct OptOutTests {
  @Test(
    "a source of an opt-out comes back from its word",
    arguments: [
      (OptOut.Origin(.reply), "reply"), (OptOut.Origin(.receipt), "receipt"),
      (OptOut.Origin(.refusal), "refusal"), (OptOut.Origin(.operator), "operator"),
      (OptOut.Origin(list: "a list"), "import: a list"),
    ]
  )
  func sources(_ origin: OptOut.Origin, _ word: String) {
    #expect(origin.text == word)
    #expect(OptOut.Origin(word) == origin)
  }

  @Test(
    "another word is no source of an opt-out",
    arguments: ["", "import: ", "Reply", "imported"]
  )
  func others(_ word: String) {
    #expect(OptOut.Origin(word) == nil)
  }
}
