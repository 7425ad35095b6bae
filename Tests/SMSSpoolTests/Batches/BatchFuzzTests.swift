import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

@Suite("Batches of any bytes") struct BatchFuzzTests {
  private static let lines = [
    #"{"to":"12065550142","body":"Hello"}"#, #"{"to": "2065550142", "body": "a\u00e9\n"}"#,
    #"{"to":"+12065550142","id":"x.1","body":"“é” x","metadata":{"b":[1,{}],"a":"x"}}"#,
    #"{"fields":{"name":"Ada","n":"1"},"to":"12065550143"}"#,
    #"{"to":"12065550142","fields":{"n":"\ud83c\udfbf","name":"\"\\"},"metadata":{}}"#,
    #"{"to":"(206) 555-0142","body":"b","priority":"high","ttl_seconds":1.5,"ack":"t"}"#,
    #"{"to":"12065550142","body":"b","from":"12065550102","not_before":"2026-11-24T08:00:00Z"}"#,
  ]
  private static let headers = [
    #"{"kind":"batch"}"#, #"{"kind":"batch","id":"b","template":"Hi {name}, {{{n}}}\n"}"#,
    #"{"kind":"batch","defaults":{"from":"12065550102","metadata":{"z":1,"a":{}}}}"#,
    #"{"kind":"batch","defaults":{"ttl_seconds":60,"if_uncertain":"resend"},"normalize":"ascii"}"#,
    #"{"kind":"batch","template":"“{name}” {n}","defaults":{"priority":"high"}}"#,
  ]
  private static let words = [
    "\"to\":", "\"body\":", "\"id\":", "\"fields\":{", "\"metadata\":{", "\"name\":", "\"n\":",
    "\"12065550142\"", "\\u0041", "\\n", "\\", "\"", "}", "{", ",", ":", "é", "\u{80}", "\u{A0}",
    "\"priority\":\"bulk\"", "null", "\"kind\":\"batch\",", "\n", "\r", "{name}", "{{",
  ]

  private static let receiver: @Sendable (BatchHeader, RequestRules) -> BatchLineReader = {
    BatchLineReader($0, rules: $1, received: { _ in nil }, start: Sample.now, now: Sample.now)
  }

  /// The headers with what they say, and one without anything.
  private static let forms: [(reader: BatchLineReader, form: BatchLineForm)] =
    (headers + [""]).compactMap { text in
      let object = (try? JSONParser.parse(Array(text.utf8)))?.object
      var header = BatchHeaderReader(object, stem: "sale", rules: Sample.rules, now: Sample.now)
      let reader = receiver(header.read(), Sample.rules)
      return BatchLineForm(reader).map { (reader, $0) }
    }

  private static func brokenRule(by bytes: [UInt8], _ number: Int) -> String? {
    let plain = bytes.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }
    let line = BatchLines.Line(number: number, block: plain, range: 0..<plain.count, end: 0)
    for (reader, form) in forms {
      guard let quick = BatchLineScanner.request(in: line, form) else { continue }
      guard case .request(let request) = reader.read(line) else { return "refused by the rules" }
      guard quick == request else { return "read otherwise by the rules" }
    }
    return nil
  }

  @Test("the quick reading of a line is that of the rules")
  func scanner() async throws {
    let mutator = FuzzMutator(corpus: Self.lines.map { Array($0.utf8) }, words: Self.words)
    let campaign = FuzzCampaign("batchline", mutator: mutator, budget: .ofEnvironment())
    try await campaign.run { Self.brokenRule(by: $0, 7) }
  }

  @Test("usual lines are read quickly, so that there is something to compare")
  func usual() {
    #expect(Self.forms.count == Self.headers.count + 1)
    var count = 0
    for text in Self.lines {
      let bytes = Array(text.utf8)
      let line = BatchLines.Line(number: 1, block: bytes, range: 0..<bytes.count, end: 0)
      for (_, form) in Self.forms where BatchLineScanner.request(in: line, form) != nil {
        count += 1
      }
      #expect(Self.brokenRule(by: bytes, 1) == nil, "\(text)")
    }
    // Three lines with a text for four headers, two with fields for the other two.
    #expect(count == 3 * 4 + 2 * 2)
  }

  @Test("every line of any file is a message, blank, or a fault with its number")
  func files() async throws {
    let corpus = Self.headers.map { header in
      Array(([header] + Self.lines).joined(separator: "\n").utf8)
    }
    let mutator = FuzzMutator(corpus: corpus, words: Self.words)
    let campaign = FuzzCampaign("batch", mutator: mutator, budget: .ofEnvironment(share: 0.2))
    try await campaign.run { bytes in
      guard let batch = try? BatchText(bytes) else { return "it cannot be read" }
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      if let fault = batch.faults.first.first(where: { $0.line > lines.count }) {
        return "a fault in line \(fault.line) of \(lines.count)"
      }
      guard batch.faults.first.allSatisfy({ !$0.rule.isEmpty && !$0.repair.isEmpty }) else {
        return "a fault without a rule or a repair"
      }
      guard let again = try? BatchText(bytes, step: 1) else { return "it cannot be read again" }
      guard again.messages == batch.messages, again.faults == batch.faults else {
        return "in other steps it is another batch"
      }
      let judged = batch.messages.count + batch.faults.count
      return judged > 0 ? nil : "neither a message nor a fault"
    }
  }
}
