import SMSCore
import SMSSystem
import Testing

@testable import SMSSpool

@Suite("The header of a batch") struct BatchHeaderTests {
  private static let line = #"{"to": "12065550142", "body": "Hello"}"#

  @Test("is optional: the file's name is the id then, and every line a message")
  func none() throws {
    let batch = try BatchText(Self.line + "\n" + Self.line)
    #expect(batch.header.id == "sale" && !batch.header.hasExplicitID)
    #expect(batch.messages.map(\.name.id) == ["sale.1", "sale.2"])
    #expect(batch.faults.isEmpty)
    #expect(batch.details.allSatisfy { $0.priority == .bulk })
  }

  @Test("counts among the lines, and gives id, ack, metadata and the way of the results")
  func members() throws {
    let batch = try BatchText(
      """
      {"kind": "batch", "id": "spring", "ack": "t", "metadata": {"k": 1}, "results": "files", \
      "count": 1, "normalize": "ascii"}

      \(Self.line)
      """
    )
    #expect(batch.faults.isEmpty)
    #expect(batch.messages.map(\.name.id) == ["spring.3"])
    #expect(batch.submission.name.id == "spring" && batch.submission.hasExplicitID)
    #expect(batch.submission.ack == "t" && batch.submission.metadata == #"{"k":1}"#)
    #expect(
      batch.submission.content
        == .batch(BatchRequest(messages: 1, segments: 1, results: .files))
    )
  }

  @Test("gives what lines do not say; a line's own member wins")
  func defaults() throws {
    let batch = try BatchText(
      """
      {"kind": "batch", "defaults": {"from": "12065550102", "priority": "high", "body": "Hi", \
      "metadata": {"a": 1}, "ttl_seconds": 60}}
      {"to": "12065550142"}
      {"to": "12065550142", "from": "12065550101", "priority": null, "body": "Own", \
      "expires_at": "2026-12-24T00:00:00Z"}
      """
    )
    #expect(batch.faults.isEmpty, "\(batch.told)")
    #expect(batch.texts == ["Hi", "Own"])
    #expect(batch.details.map(\.from) == [Sample.other, Sample.main])
    #expect(batch.details.map(\.priority) == [.high, .high])
    #expect(batch.details[0].expiresAt == Sample.now.advanced(by: Interval(seconds: 60)))
    #expect(batch.details[1].expiresAt == RFC3339.time("2026-12-24T00:00:00Z"))
    #expect(batch.messages.map(\.metadata) == [#"{"a":1}"#, #"{"a":1}"#])
  }

  @Test(
    "is refused for what it cannot say, and no line is then read",
    arguments: [
      (#""id": "a/b""#, "1 id: must be 1 to 120"), (#""id": 7"#, "1 id: must be a string"),
      (#""ack": "a b""#, "1 ack: must be 1 to 64"), (#""metadata": 1"#, "1 metadata: must be an"),
      (#""idd": "a""#, "1 idd: is not a known member"),
      (#""defaults": []"#, "1 defaults: must be an object, not an array"),
      (#""defaults": {"to": "12065550142"}"#, "1 defaults.to: cannot be the same for all lines"),
      (#""defaults": {"frm": "1"}"#, "1 defaults.frm: is not a known member"),
      (#""defaults": {"from": "12065550199"}"#, "1 defaults.from: 12065550199 is not a number of"),
      (#""defaults": {"priority": "urgent"}"#, "1 defaults.priority: must not be urgent"),
      (#""defaults": {"dry_run": true}"#, "1 defaults.dry_run: cannot be the same"),
      (#""template": "Hi {""#, "1 template: has, at character 4, a { without its }"),
      (#""template": "Hi", "defaults": {"body": "x"}"#, "1 template: and defaults.body cannot"),
      (#""normalize": "ascii", "defaults": {"normalize": "off"}"#, "1 normalize: and defaults"),
      (#""dry_run": "yes""#, "1 dry_run: must be true or false"),
      (#""results": "both""#, "1 results: must be lines or files"),
      (#""count": 0"#, "1 count: must be a whole number above 0"),
    ]
  )
  func faults(_ members: String, _ fault: String) throws {
    let batch = try BatchText("{\"kind\": \"batch\", \(members)}\nnot JSON")
    #expect(batch.told.count == 1 && batch.told[0].hasPrefix(fault), "\(batch.told)")
    #expect(batch.messages.isEmpty)
  }

  @Test("must be the first line")
  func later() throws {
    let batch = try BatchText(Self.line + "\n" + #"{"kind": "batch", "id": "x"}"#)
    #expect(batch.told == ["2 kind: batch is for the first line only"])
  }

  @Test("is needed for an id if the file's name is none")
  func name() throws {
    let batch = try BatchText(Self.line, stem: "a b")
    #expect(batch.told.first?.contains("id: is missing, and the file's name") == true)
    let long = try BatchText(Self.line, stem: String(repeating: "x", count: 121))
    #expect(long.faults.count == 1)
    let longest = try BatchText(Self.line, stem: String(repeating: "x", count: 120))
    #expect(longest.faults.isEmpty)
  }

  @Test("may count the messages, which must then be there")
  func count() throws {
    let batch = try BatchText("{\"kind\": \"batch\", \"count\": 2}\n\n\(Self.line)\n")
    #expect(batch.told == ["1 count: is 2, and the file has 1 messages"])
  }

  @Test("that is alone is refused, and so is an empty file", arguments: ["", "\n \r\n", "H"])
  func empty(_ text: String) throws {
    let batch = try BatchText(text.replacing("H", with: #"{"kind": "batch"}"#))
    #expect(batch.told == ["0 -: the file has no message"])
  }

  @Test("is part of what identifies a batch, less its ack and count; so are all lines in order")
  func identity() throws {
    func digest(_ header: String, _ lines: String...) throws -> [UInt8] {
      try BatchText(
        (["{\"kind\":\"batch\",\"id\":\"b\"\(header)}"] + lines).joined(separator: "\n")
      )
      .submission.digest
    }
    let other = #"{"to": "12065550143", "body": "Hello"}"#
    let first = try digest("", Self.line, other)
    #expect(try digest(#", "ack": "t", "count": 2"#, Self.line, other) == first)
    #expect(try digest("", #"{"body":"Hello","to":"(206) 555-0142"}"#, other) == first)
    #expect(try digest("", other, Self.line) != first)
    #expect(try digest("", Self.line) != first)
    #expect(try digest(#", "metadata": {"a": 1}"#, Self.line, other) != first)
  }
}
