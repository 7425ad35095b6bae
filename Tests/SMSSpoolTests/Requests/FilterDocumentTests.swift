import SMSCore
import SMSJSON
import Testing

@testable import SMSSpool

@Suite struct FilterDocumentTests {
  private func read(_ text: String) throws -> (filter: JobFilter, message: String) {
    var reader = FilterReader(at: "match", faults: RequestFaults())
    let filter = reader.read(try JSONParser.parse(Array(text.utf8)))
    return (filter, reader.faults.isEmpty ? "" : reader.faults.error.hint)
  }

  @Test("a filter is written and read again")
  func roundTrip() throws {
    var filter = JobFilter(states: [.queued, .held], spools: ["shop"])
    filter.recipients = [Sample.main, Sample.other]
    filter.senders = [Sample.foreign]
    filter.errors = [.timeout, .expired]
    filter.accounts = ["main"]
    filter.priorities = [.bulk]
    filter.since = Sample.now
    filter.until = Sample.now.advanced(by: Interval(seconds: 1))
    filter.metadata = [MetadataMatch(key: "order", value: "1042")]
    filter.through = JobNumber(9_007_199_254_740_993)
    filter.unchangedSince = 9_007_199_254_740_995
    let written = FilterDocument.json(filter)
    let text = String(decoding: JSONWriter.write(.object(written), as: .compact), as: UTF8.self)
    let (read, message) = try read(text)
    #expect(message == "")
    #expect(read == filter)
    #expect(written["spool"] == .string("shop"))
    #expect(written["to"] == .array([.string("12065550101"), .string("12065550102")]))
  }

  @Test("metadata may be strings, numbers, true and false")
  func metadata() throws {
    let (filter, message) = try read(#"{"metadata": {"a": 1.50, "b": true, "c": "x", "d": -3}}"#)
    #expect(message == "")
    #expect(filter.metadata.map(\.text).sorted() == ["a=1.50", "b=true", "c=x", "d=-3"])
  }

  struct Row: CustomTestStringConvertible, Sendable {
    let text: String
    let advice: String
    var testDescription: String { text }

    init(_ text: String, _ advice: String) {
      self.text = text
      self.advice = advice
    }
  }

  @Test(
    "a faulty member is named with its rule and its repair",
    arguments: [
      Row(#"7"#, "match: must be an object, not a number."),
      Row(#"{}"#, "match: must have a condition. Name one of to, from,"),
      Row(#"{"through": 7}"#, "match: must have a condition."),
      Row(#"{"unchanged_since": 7}"#, "match: must have a condition."),
      Row(#"{"too": "12065550142"}"#, "match.too: is not a known member. Did you mean \"to\"?"),
      Row(#"{"to": 12065550142}"#, "match.to: must be a string, not a number. Put the value in"),
      Row(#"{"to": ["12065550142", "5"]}"#, "match.to[1]: must have 11 digits"),
      Row(#"{"to": []}"#, "match.to: must not be empty."),
      Row(#"{"status": "quued"}"#, "Did you mean \"queued\"?"),
      Row(#"{"error": ["timeout", null]}"#, "match.error[1]: must be a string, not null."),
      Row(#"{"since": "2h"}"#, "match.since: must be an RFC 3339 time with an offset."),
      Row(#"{"since": ["2026-11-23T08:00:00Z"]}"#, "match.since: must be a string, not"),
      Row(
        #"{"since": "2026-11-23T08:00:00Z", "until": "2026-11-22T08:00:00Z"}"#,
        "match.until: must be later than since."
      ),
      Row(#"{"metadata": []}"#, "match.metadata: must be an object with members, not"),
      Row(#"{"metadata": {"a": null}}"#, "match.metadata.a: must be a string, a number, true or"),
      Row(#"{"spool": "a", "through": "7"}"#, "match.through: must be a number, not a string."),
      Row(#"{"spool": "a", "through": 7.5}"#, "match.through: must be a whole number from 0."),
    ]
  )
  func faults(_ row: Row) throws {
    let message = try read(row.text).message
    #expect(message.contains(row.advice), "\(message)")
  }
}
