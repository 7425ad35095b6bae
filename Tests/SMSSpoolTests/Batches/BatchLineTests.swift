import SMSCore
import SMSSystem
import Testing

@testable import SMSSpool

@Suite("The lines of a batch") struct BatchLineTests {
  @Test(
    "are refused for what no message of a batch can say, each with its line",
    arguments: [
      (#"{"to": "1", "body": "x"}"#, "2 to: must have 11 digits"),
      (#"{"body": "x"}"#, "2 to: is missing"),
      (#"{"to": "12065550142"}"#, "2 body: is missing"),
      (#"{"to": "12065550142", "body": "x", "priority": "urgent"}"#, "2 priority: must not be"),
      (#"{"to": "12065550142", "body": "x", "dry_run": true}"#, "2 dry_run: is for a whole"),
      (#"{"to": "12065550142", "body": "x", "bdy": 1}"#, "2 bdy: is not a known member"),
      (#"{"to": "12065550142", "body": "x", "fields": {}}"#, "2 fields: needs a template"),
      (#"{"kind": "lookup", "message": "x"}"#, "2 kind: must be message in a batch"),
      (#"{"to": "12065550142", "body": "x", "id": ".x"}"#, "2 id: must be 1 to 128"),
      ("[]", "2 -: must be an object, not an array"), ("{", "2 -: column 2: the file ends"),
      (#"{"to": 1, "to": 2}"#, "2 to: column 11: duplicate member"),
    ]
  )
  func faults(_ line: String, _ fault: String) throws {
    let right = #"{"to": "12065550142", "body": "Hello"}"#
    let batch = try BatchText([right, line, right].joined(separator: "\n"))
    #expect(batch.told.count == 1 && batch.told[0].hasPrefix(fault), "\(batch.told)")
    #expect(batch.messages.count == 2)
  }

  @Test("fill the template with their fields; unknown, missing and other values are faults")
  func template() throws {
    let header = #"{"kind": "batch", "template": "{{Hi}} {name}, {n}{name}\n"}"#
    let batch = try BatchText(
      """
      \(header)
      {"to": "12065550142", "fields": {"n": "é", "name": "Ada {n}"}}
      {"to": "12065550142", "fields": {"n": "1", "nam": "x"}}
      {"to": "12065550142", "fields": {"n": 1, "name": "x"}}
      {"to": "12065550142", "body": "x"}
      {"to": "12065550142", "fields": [], "ttl_seconds": 0}
      {"to": "12065550142"}
      """
    )
    #expect(batch.texts == ["{Hi} Ada {n}, éAda {n}\n"])
    #expect(
      batch.told == [
        "3 fields.nam: is not a field of the template", "3 fields.name: is missing",
        "4 fields.n: must be a string, not a number",
        "5 body: and the header's template cannot be combined",
        "6 fields: must be an object, not an array",
        "6 ttl_seconds: must be above 0 and at most ten years", "7 fields.name: is missing",
        "7 fields.n: is missing",
      ]
    )
    #expect(batch.faults.first[0].repair == "Did you mean \"name\"?")
  }

  @Test("may have 64 KiB; a longer one is one fault, and the lines after it are read")
  func long() throws {
    let metadata = String(repeating: "x", count: 70_000)
    let right = #"{"to": "12065550142", "body": "Hello"}"#
    let blanks = String(repeating: " ", count: 65_536 - right.utf8.count)
    let huge = #"{"to": "12065550142", "body": "\#(metadata)"}"#
    let giant = String(repeating: "y", count: 600_000)
    let lines = [right + blanks, right + blanks + " ", huge, right, giant, right]
    let batch = try BatchText(lines.joined(separator: "\n"), step: 1)
    #expect(batch.told == [2, 3, 5].map { "\($0) -: is longer than 65536 bytes" })
    #expect(batch.messages.map(\.name.id) == ["sale.1", "sale.4", "sale.6"])
  }

  @Test("are counted as they are in the file, and their places are where lines begin")
  func places() throws {
    let right = #"{"to": "12065550142", "body": "Hello"}"#
    let text = ["", right, "\t\r", right, right].joined(separator: "\n") + "\n"
    let batch = try BatchText(text, step: 1)
    #expect(batch.messages.map(\.name.id) == ["sale.2", "sale.4", "sale.5"])
    let bytes = Array(text.utf8)
    #expect(batch.places.map(\.line) == [3, 5, 6, 6])
    for place in batch.places { #expect(bytes[Int(place.offset) - 1] == UInt8(ascii: "\n")) }
    #expect(batch.places.last?.offset == Int64(bytes.count))
  }

  @Test("keep the first hundred faults and their number")
  func many() throws {
    let lines = (1...300).map { _ in #"{"to": "1", "body": ""}"# }
    let batch = try BatchText(lines.joined(separator: "\n"))
    #expect(batch.faults.count == 600 && batch.faults.first.count == 100)
    #expect(batch.faults.first.last?.line == 50)
    let error = batch.faults.error
    #expect(error.code == .invalidRequest && error.message.contains("and 597 more"))
    #expect(error.message.contains("line 1: to: must have 11 digits"))
  }

  @Test("live as long as the batches' setting says, from the acceptance")
  func life() throws {
    var rules = Sample.rules
    rules.giveUpAfter = Interval(seconds: 7)
    let batch = try BatchText(
      #"{"to": "12065550142", "body": "x"}"# + "\n"
        + #"{"to": "12065550142", "body": "x", "ttl_seconds": 5}"#,
      rules: rules
    )
    #expect(
      batch.details.map { $0.expiresAt.since(Sample.now) } == [
        Interval(seconds: 7), Interval(seconds: 5),
      ]
    )
  }
}

@Suite("Ids that a batch has twice") struct BatchIDTests {
  @Test("are found by their hashes, and compared before anything is said")
  func collisions() {
    var ids = BatchIDs(expecting: 8) { UInt64($0.utf8.count) }
    for id in ["a", "b", "cc", "a", "ddd"] { ids.add(id) }
    var repeated = ids.repeated()
    #expect(repeated.count == 2)
    let found = ["a", "b", "cc", "a", "ddd"].enumerated().map {
      repeated.earlierLine(with: $1, on: $0)
    }
    #expect(found == [nil, nil, nil, 0, nil])
  }

  @Test("are none if all hashes differ")
  func none() {
    var ids = BatchIDs(expecting: 2)
    for number in 1...1_000 { ids.add("id-\(number)") }
    let isEmpty = ids.repeated().isEmpty
    #expect(isEmpty)
  }
}

@Suite("The steps of a batch") struct BatchStepTests {
  @Test("shrink when a commit takes more than 5 ms, and grow when it takes less than 2")
  func sizes() {
    var step = BatchStep()
    step.took(Interval(milliseconds: 3))
    #expect(step.count == 256)
    step.took(Interval(milliseconds: 6))
    #expect(step.count == 128)
    for _ in 1...10 { step.took(Interval(milliseconds: 50)) }
    #expect(step.count == BatchStep.least)
    for _ in 1...50 { step.took(Interval(milliseconds: 1)) }
    #expect(step.count == BatchStep.most)
  }
}
