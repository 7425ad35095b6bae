import SMSCommands
import SMSCore
import SMSJSON
import Testing

@Suite("What members of the console's groups see")
struct DisclosureTests {
  private static func masked() throws -> Disclosure {
    .masked(own: [try PhoneNumber(value: 12_065_550_101)])
  }

  @Test(
    "of a phone number are its last four digits, however it is written",
    arguments: [
      ("to 12065550142.", "to •••••••0142."), ("2065550142", "••••••0142"),
      ("order-12065550142-3", "order-•••••••0142-3"), ("ada12065550142", "ada•••••••0142"),
      ("+1 206-555-0142", "+• •••-•••-0142"), ("(206) 555-0142", "(•••) •••-0142"),
      ("206.555.0142", "•••.•••.0142"), ("1 (206) 555 0142", "• (•••) ••• 0142"),
      ("+442079460958", "+••••••••0958"), ("+33123456789", "+•••••••6789"),
      // Not in the numbering plan any more, but stored by an earlier version.
      ("18765550142", "•••••••0142"), ("12065550142 12065550143", "•••••••0142 •••••••0143"),
      ("f2065550142a", "f••••••0142a"), ("mdr2-a12065550142b", "mdr2-a•••••••0142b"),
      ("120655501427", "••••••••1427"), ("206-5550142", "•••-•••0142"),
      ("206555-0142", "••••••-0142"), ("1206_5550142", "••••_•••0142"),
      ("n206_555_0142", "n•••_•••_0142"), ("206/555/0142", "•••/•••/0142"),
    ]
  )
  func numbers(_ text: String, _ shown: String) throws {
    #expect(try Self.masked().shown(text) == shown)
    #expect(Disclosure.whole.shown(text) == text)
  }

  @Test(
    "is everything that is no phone number of somebody else",
    arguments: [
      "from 12065550101", "2065550101", "(206) 555-0101", "206-555", "1,747 messages",
      "2026-11-30T03:07:10.496Z", "2026-10-30 02:14:15", "1764471600",
      "mdr2-3d06a209d47841f5815b4831be867b89", "mdr2-12065550142841f5815b4831be867b89",
      "01m8n6q6k23rx7tj8m4kzzjn5a",
      "123456789012345678901234", "",
    ]
  )
  func others(_ text: String) throws {
    #expect(try Self.masked().shown(text) == text)
  }

  @Test("of a result is nothing that a producer or the provider wrote, at any depth")
  func members() throws {
    let text = """
      {"id": "a", "to": "12065550142", "bytes": 12065550142, "metadata": {"name": "Ada"},
       "error": {"code": "forbidden", "provider_detail": "no Hello Ada",
         "hint": "Provider says: no Hello Ada. Call 12065550143.", "cause": {"provider_detail": "x"}},
       "history": [{"to": "12065550144", "metadata": {}}], "record": {"body": "Hello"}}
      """
    let object = try #require(try JSONParser.parse(Array(text.utf8)).object)
    let shown = try JSONParser.parse(
      Array(
        """
        {"id": "a", "to": "•••••••0142", "bytes": 12065550142,
         "error": {"code": "forbidden",
           "hint": "Provider says: (not shown). Call •••••••0143.", "cause": {}},
         "history": [{"to": "•••••••0144"}]}
        """.utf8
      )
    )
    #expect(try JSONValue.object(Self.masked().shown(object)) == shown)
    #expect(Disclosure.whole.shown(object) == object)
  }

  @Test("holds for lines, JSON and messages of a console alike")
  func console() throws {
    nonisolated(unsafe) var written: [String] = []
    // Sound because the console calls at once, on this thread.
    var console = Console { written.append("\($0) \($1)") }
    console.disclosure = try Self.masked()
    console.say("12065550142")
    console.say(["12065550142", "x"])
    console.say(json: JSONObject([("to", "12065550142")]))
    console.report("12065550142")
    #expect(
      written == [
        "output •••••••0142\n", "output •••••••0142\nx\n", "output {\"to\":\"•••••••0142\"}\n",
        "error •••••••0142\n",
      ]
    )
  }
}
