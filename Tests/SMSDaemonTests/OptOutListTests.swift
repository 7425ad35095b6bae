import SMSCore
import SMSDaemon
import Testing

@Suite("A list of opt-outs")
struct OptOutListTests {
  private static let now = WallTime(milliseconds: 1_764_000_000_000)

  /// What the lines of a text hold.
  private func read(_ text: String) -> [OptOutList.Line] {
    var list = OptOutList(origin: OptOut.Origin(list: "a.csv"), now: Self.now)
    var found: [OptOutList.Line] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      found.append(list.read(Array(line.utf8), line: index + 1))
    }
    return (found + [list.end()]).filter { $0 != .nothing }
  }

  private func entries(_ text: String) -> [OptOut] {
    read(text).compactMap { if case .entry(let entry) = $0 { entry } else { nil } }
  }

  private func faults(_ text: String) -> [String] {
    read(text).compactMap { if case .fault(let fault) = $0 { fault.text } else { nil } }
  }

  private static func phone(_ digits: String) throws -> PhoneNumber {
    try PhoneNumber(parsing: digits)
  }

  @Test("holds one number a line, in any notation, with comments and empty lines")
  func plain() throws {
    let text = """
      # asked by mail
      12065550142
      +1 (206) 555-0143   # on the phone

      206.555.0144\r
      \t
      """
    let found = entries(text)
    #expect(faults(text) == [])
    #expect(found.map(\.phone.digits) == ["12065550142", "12065550143", "12065550144"])
    #expect(found.allSatisfy { $0.sender == nil && $0.since == Self.now })
    #expect(found.allSatisfy { $0.origin.list == "a.csv" })
  }

  @Test(
    "holds columns that its first line names, in any order, with others between them",
    arguments: [
      "name,Phone Number,FROM,date,source\nAnn,12065550142,206-555-0101,2025-03-01,CRM",
      "\u{FEFF}source;since;from;phone\nCRM;2025-03-01;12065550101;+1 206 555 0142",
      "from\tphone\tsince\tsource\n2065550101\t2065550142\t2025-02-28T19:00:00-05:00\tCRM",
      "# ours\n\"phone\", \"from\",\"since\",\"source\"\n\"2065550142\",2065550101,2025-03-01,\" CRM\"",
      "{\"source\": \"CRM\", \"phone\": \"2065550142\", \"from\": \"2065550101\", \"at\": \"2025-03-01\"}",
    ]
  )
  func columns(_ text: String) throws {
    let since = try #require(RFC3339.time("2025-03-01T00:00:00Z"))
    let expected = OptOut(
      phone: try Self.phone("12065550142"),
      sender: try Self.phone("12065550101"),
      origin: OptOut.Origin(list: "CRM"),
      since: since
    )
    #expect(entries(text) == [expected] && faults(text) == [])
  }

  @Test("what is missing or empty is not known")
  func optional() throws {
    let text = "phone,from,since,source\n12065550142,,,\n12065550143\n"
    #expect(entries(text).map(\.since) == [Self.now, Self.now])
    #expect(entries(text).map(\.sender) == [nil, nil])
    #expect(entries(#"{"phone": "12065550142", "from": null}"#).count == 1)
  }

  @Test("quoted fields hold delimiters, quotes and line ends")
  func quotes() {
    let text = "note,phone\n\"he said \"\"no\"\",\nreally\",12065550142\nb,12065550143"
    #expect(entries(text).map(\.phone.digits) == ["12065550142", "12065550143"])
    #expect(faults(text) == [])
  }

  @Test("an entry is read as it was written, with its source")
  func roundTrip() throws {
    let since = WallTime(milliseconds: 1_700_000_000_123)
    let lists = ["a, \"b\"; c", "d\ne"].map { OptOut.Origin(list: $0) }
    let origins = [.reply, .receipt, .refusal, .operator].map { OptOut.Origin($0) } + lists
    let entries = try origins.enumerated().map { index, origin in
      OptOut(
        phone: try Self.phone("1206555014\(index)"),
        sender: index == 1 ? try Self.phone("12065550101") : nil,
        origin: origin,
        since: since
      )
    }
    let text = ([OptOutList.header] + entries.map(OptOutList.line)).joined(separator: "\n")
    #expect(self.entries(text) == entries)
  }

  @Test(
    "a faulty line is reported with its number, the rule and the repair",
    arguments: [
      ("12065550142\n911\n2065550143", "line 2: phone must have 11 digits"),
      ("12065550142\n1206555014x", "line 2: phone must not have an extension"),
      ("12065550142 12065550143", "line 1: phone must have 11 digits"),
      ("phone\n+44 20 7946 0000", "line 2: phone must start with 1"),
      ("phone\n1.20656E+10", "line 2: phone was rounded by a spreadsheet. Format the column"),
      ("phone,from\n12065550142,911", "line 2: from must have 11 digits"),
      ("from,phone\n12065550101,", "line 2: has no number. Give the phone's number"),
      ("phone,since\n12065550142,1/2/25", "line 2: since must be a date"),
      ("phone,since\n12065550142,2025-03-01T08:00:00", "line 2: since lacks the offset"),
      ("phone,since\n12065550142,2031-01-01", "line 2: since must not be in the future"),
      ("phone,resumed\n12065550142,soon", "line 2: resumed must be a date"),
      ("phone,note\n12065550142,\"a\nb", "line 2: has a quote that is not closed. Close it."),
      (#"{"phone": 12065550142}"#, "line 1: phone must be a string, not a number"),
      ("{\"phone\": \"12065550142\"}\n12065550143", "line 2: is not a JSON object"),
      ("\n12065550142,2025-03-01", "line 2: has several columns, and names none"),
      ("phone,mobile\n", "line 1: has two columns for the same: phone and mobile."),
    ]
  )
  func faulty(_ text: String, _ expected: String) throws {
    let found = try #require(faults(text).first)
    #expect(found.hasPrefix(expected))
    #expect(found.hasSuffix("."))
  }

  @Test("bytes that are not UTF-8 are a fault of their line only")
  func notText() {
    var list = OptOutList(origin: OptOut.Origin(.operator), now: Self.now)
    guard case .fault(let fault) = list.read([0x31, 0xFF], line: 1) else {
      Issue.record("0xFF is never UTF-8")
      return
    }
    #expect(fault.text == "line 1: phone is not UTF-8. Save the file as UTF-8.")
    guard case .entry = list.read(Array("12065550142".utf8), line: 2) else {
      Issue.record("the next line is good")
      return
    }
  }

  @Test("a line without end is a fault, and the lines after it are read")
  func endless() {
    var list = OptOutList(origin: OptOut.Origin(.operator), now: Self.now)
    _ = list.read(Array("phone,note".utf8), line: 1)
    let long = "12065550142,\"" + String(repeating: "x", count: OptOutList.longestLine)
    guard case .fault(let fault) = list.read(Array(long.utf8), line: 2) else {
      Issue.record("it is too long")
      return
    }
    #expect(fault.text.hasPrefix("line 2: is longer than 65536 bytes"))
    guard case .entry = list.read(Array("12065550143,b".utf8), line: 3) else {
      Issue.record("the next line is good")
      return
    }
  }
}
