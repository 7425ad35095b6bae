import SMSJSON
import SMSSpool
import SMSSystem
import Testing

/// A batch that a test submits, and what its files and the provider must show of it.
struct BatchLoad: Sendable {
  let id: String
  /// How many messages it has; the text of each names the batch and the message.
  let count: Int
  let spool = CrashFixture.spools[0]

  /// What the provider must receive, in the order of the file.
  private var texts: [String] { (0..<count).map { "Batch \(id), message \($0)" } }

  private var name: FileName { FileName("\(id).jsonl") ?? "batch.jsonl" }

  /// Submits it as a careful producer does.
  ///
  /// - Parameters:
  ///   - fixture: The fixture with the spool.
  ///   - isDurable: Whether to sync it, so that it survives a power cut.
  /// - Throws: `SystemError` if the spool cannot be written.
  func drop(at fixture: CrashFixture, isDurable: Bool = false) throws {
    let incoming = try Directory(path: fixture.layout(of: spool).path(of: .incoming))
    let draft: FileName = ".batch.draft"
    let file = try incoming.openFile(draft, [.writeOnly, .create, .truncate], mode: 0o640)
    var lines = #"{"kind": "batch", "id": "\#(id)", "count": \#(count)}"# + "\n"
    for (number, text) in texts.enumerated() {
      let to = 12_063_330_000 + number
      let from = CrashFixture.numbers[0]
      lines += #"{"to": "\#(to)", "from": "\#(from)", "body": "\#(text)"}"# + "\n"
    }
    try file.write(Array(lines.utf8))
    if isDurable { try file.sync() }
    try incoming.rename(draft, to: incoming, as: name)
  }

  /// The batch's result; nil while there is none.
  func result(at fixture: CrashFixture) throws -> JSONObject? {
    let results = try Directory(path: fixture.layout(of: spool).path(of: .results))
    guard let name = FileName("\(id).json"), try results.contains(name) else { return nil }
    return try JSONParser.parse(results.read(name, upTo: 1 << 20)).object
  }

  /// The results of its messages by id, each from its last line.
  ///
  /// - Throws: `Disagreement` if a line but the last, unfinished one is not whole, or a result that
  ///   was final has changed its status.
  func lines(at fixture: CrashFixture) throws -> [String: JSONObject] {
    let results = try Directory(path: fixture.layout(of: spool).path(of: .results))
    guard try results.contains(name) else { return [:] }
    let bytes = try results.read(name, upTo: 1 << 28)
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    var found: [String: JSONObject] = [:]
    for line in bytes[..<end].split(separator: UInt8(ascii: "\n")) {
      guard let object = try? JSONParser.parse(Array(line)).object,
        let id = object["id"]?.string, object["final"]?.bool == true
      else { throw Disagreement("\(self.id) has: \(String(decoding: line, as: UTF8.self))") }
      if let status = found[id]?["status"], status != object["status"] {
        throw Disagreement("\(id) was \(status), and is \(object["status"] ?? .null)")
      }
      found[id] = object
    }
    return found
  }

  /// Checks that each message has one final state, that the provider got what was sent, once, and
  /// that the batch's result is the sum of that.
  ///
  /// - Parameters:
  ///   - fixture: The fixture with the spool.
  ///   - provider: The provider.
  ///   - mayBeCanceled: Whether messages may have been canceled. A cancel ends the acceptance:
  ///     those that were not in the ledger yet count as canceled, and have no line.
  /// - Throws: What cannot be read.
  func check(
    at fixture: CrashFixture,
    _ provider: ProviderProcess,
    mayBeCanceled: Bool = false
  ) async throws {
    let lines = try lines(at: fixture)
    var deliveries: [String: Int] = [:]
    for delivery in try await provider.deliveries() {
      deliveries[delivery.key.body, default: 0] += 1
    }
    var counts: [String: Int64] = [:]
    for (number, text) in texts.enumerated() {
      // The header is the first line.
      let line = lines["\(id).\(number + 2)"]
      let isAdded = !mayBeCanceled || number < lines.count
      let status = line?["status"]?.string ?? (isAdded ? "none" : "canceled")
      let isSent = status == "sent"
      #expect(isSent || mayBeCanceled && status == "canceled", "\(id).\(number + 2): \(status)")
      #expect(deliveries[text] ?? 0 == (isSent ? 1 : 0), "\(text): \(deliveries[text] ?? 0)")
      counts[status, default: 0] += 1
    }
    #expect(mayBeCanceled || lines.count == count)
    let result = try #require(try result(at: fixture))
    let isCanceled = counts["canceled"] ?? 0 > 0
    #expect(result["status"]?.string == (isCanceled ? "canceled" : "done") || mayBeCanceled)
    #expect(result["final"]?.bool == true && result["messages"]?.number?.int64 == Int64(count))
    for name in ["sent", "canceled"] {
      let counted = result["counts"]?.object?[name]?.number?.int64
      #expect(counted == counts[name] ?? 0, "\(name): \(counted ?? -1)")
    }
    #expect(try fixture.names(in: .taken, of: spool) == [])
    #expect(try fixture.names(in: .incoming, of: spool).filter { !$0.hasPrefix(".") } == [])
  }
}
