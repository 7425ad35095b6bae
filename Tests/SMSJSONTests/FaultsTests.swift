import SMSJSON
import Testing

@Suite struct FaultsTests {
  @Test("all faults are reported, each with its path")
  func summary() {
    var faults = Faults()
    faults.add("to", "must be a string", repair: "Put it in quotes.")
    faults.add(JSONPath([.member("a"), .member("b c"), .index(2)]), "must be above 0")
    #expect(faults.summary == #"to: must be a string; a."b c"[2]: must be above 0"#)
    #expect(
      faults.advice == #"to: must be a string. Put it in quotes. a."b c"[2]: must be above 0."#
    )
  }

  @Test("a flood of faults is reported in part and counted")
  func flood() {
    var faults = Faults()
    for index in 0..<500 {
      faults.add(JSONPath([.index(index)]), "no")
    }
    #expect(faults.faults.count == Faults.limit)
    #expect(faults.summary.hasSuffix("[19]: no; and 480 more"))
  }

  @Test("unknown members are refused with the nearest known name")
  func unknownMembers() {
    let object = JSONObject([("bdy", 1), ("to", 2), ("zzz", 3), ("expires", 4)])
    var faults = Faults()
    faults.addUnknownMembers(of: object, at: .top, known: ["to", "body", "expires_at"])
    #expect(faults.faults.map(\.path) == ["bdy", "zzz", "expires"])
    #expect(
      faults.faults.map(\.repair) == [
        #"Did you mean "body"?"#, "Remove it.", #"Did you mean "expires_at"?"#,
      ]
    )
  }

  @Test(
    "a name is shown on one line, bounded, without control characters",
    arguments: [
      ("plain_name-1", "plain_name-1"),
      ("", #""""#),
      ("a\nb", #""a\u{a}b""#),
      ("\u{202E}x", #""\u{202e}x""#),
      (String(repeating: "é", count: 70), "\"\(String(repeating: "é", count: 64))…\""),
    ]
  )
  func displayNames(_ name: String, _ shown: String) {
    #expect(DisplayName.of(name) == shown)
  }
}
