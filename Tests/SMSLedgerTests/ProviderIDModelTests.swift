import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

/// Compares a ledger with a dictionary, over random histories with crashes.
@Suite("The provider's ids against a model", .timeLimit(.minutes(10)))
struct ProviderIDModelTests {
  @Test("each id belongs to the first message that got it, whatever happens", arguments: 0..<3)
  func history(_ seed: UInt64) async throws {
    var run = try await IDHistory(seed: seed)
    for _ in 0..<60 { try await run.step() }
    try await run.finish()
  }

  @Test("a log torn anywhere leaves ids that are found, each once")
  func torn() async throws {
    var run = try await IDHistory(seed: 100)
    for _ in 0..<25 { try await run.step(crashes: false) }
    let image = try run.file.image()
    try await run.finish()
    for length in stride(from: 0, through: image.log.count, by: image.log.count / 5 + 1) {
      let torn = try image.restored(logCutAt: length)
      let ledger = try await torn.opened(runs: IDHistory.runs)
      let ids = try await ledger.changes(after: 0, limit: 9_999)
        .compactMap { $0.message?.providerMessageID }
      #expect(try await ledger.known(IDHistory.ids).isSuperset(of: ids))
      #expect(Set(ids).count == ids.count)
      for (index, id) in ids.enumerated() {
        try await ledger.settled("again\(index)", .sent(providerMessageID: id))
      }
      let again = try await ledger.changes(after: 0, limit: 9_999)
        .filter { $0.name.id.hasPrefix("again") }
      #expect(again.count == ids.count)
      #expect(again.allSatisfy { $0.state == .sent && $0.message?.providerMessageID == nil })
      await ledger.close()
      try LedgerInspection(path: torn.path).expectSound()
    }
  }
}

/// A random history of messages and their ids, and what should have become of it.
private struct IDHistory {
  /// Few, so that many are given twice; the last two have the same key.
  static let ids =
    (0..<60).map { "mdr2-\($0)" } + ["8yn0iYCKYHlIj4-BwPqk", "GReLUrM4wMqfg9yzV3KQ"]
  static let runs = ProviderIDRun.Limits(full: 9, rest: 2, step: 4, changes: 40)

  private(set) var file: LedgerFile
  private var ledger: SQLiteLedger
  private var random: SeededRandom
  /// The messages that have ids.
  private var owners: [String: String] = [:]
  private var nameless: [(job: JobNumber, name: String)] = []
  private var count = 0

  init(seed: UInt64) async throws {
    random = SeededRandom(seed: seed)
    file = try LedgerFile()
    ledger = try await file.opened(runs: Self.runs)
  }

  mutating func step(crashes: Bool = true) async throws {
    switch random.below(12) {
    case 0..<5: try await send(1 + random.below(6))
    case 5: try await name()
    case 6, 7: try await receive()
    case 8: try await look()
    case 9: try await prune()
    case 10: try await putIn()
    default: if crashes { try await reopen(afterCrash: random.oneIn(2)) }
    }
  }

  /// Checks everything once more, and closes the ledger.
  mutating func finish() async throws {
    for (id, name) in owners {
      let receipt = Receipt(messageID: id, level: 9, status: "last", code: 1003)
      let match = try await ledger.keep([receipt], at: Fixtures.at(90))
      #expect(match == [.joined(Fixtures.name(name))])
    }
    try await look()
    await ledger.close()
    try LedgerInspection(path: file.path).expectSound()
    let report = try LedgerCheck(path: file.path).all(codes: PlainCodes())
    #expect(report.isSound, "\(report.structure + report.content)")
  }

  /// Sends messages, which are settled in one call.
  private mutating func send(_ messages: Int) async throws {
    var settlements: [Settlement] = []
    for _ in 0..<messages {
      count += 1
      let job = try await ledger.accepted(Fixtures.message("m\(count)")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let id = random.oneIn(8) ? nil : random.pick(Self.ids)
      settlements.append(Fixtures.settlement(job, .sent(providerMessageID: id)))
      if let id, owners[id] == nil {
        owners[id] = "m\(count)"
      } else {
        nameless.append((job, "m\(count)"))
      }
    }
    try await ledger.settle(settlements)
  }

  private mutating func name() async throws {
    guard !nameless.isEmpty else { return }
    let message = nameless.remove(at: random.below(nameless.count))
    let id = random.pick(Self.ids)
    try await ledger.name(message.job, as: id, at: Fixtures.at(30))
    if owners[id] == nil { owners[id] = message.name }
  }

  private mutating func receive() async throws {
    let id = random.pick(Self.ids)
    let receipt = Receipt(messageID: id, level: 2, status: "words", code: Int(random.below(30)))
    let match = try await ledger.keep([receipt], at: Fixtures.at(40))
    let owner = owners[id].map { ReceiptMatch.joined(Fixtures.name($0)) }
    #expect(match == [owner ?? .unmatched] || match == [.repeated])
  }

  private mutating func look() async throws {
    #expect(try await ledger.known(Self.ids) == Set(owners.keys))
    let id = random.pick(Self.ids)
    let subject = try await ledger.subject(ofLookup: Fixtures.name(id))
    #expect(subject?.providerMessageID == (owners[id] == nil ? nil : id))
  }

  /// Removes a few messages; which ones is the ledger's choice.
  private mutating func prune() async throws {
    let last = try await ledger.changes(after: 0, limit: 9_999).last?.change ?? 0
    try await ledger.markPublished(through: last)
    _ = try await ledger.prune(settledBefore: Fixtures.far, limit: random.below(12))
    for (id, name) in owners where try await !ledger.knows(Fixtures.name(name)) {
      owners[id] = nil
    }
    var kept: [(job: JobNumber, name: String)] = []
    for message in nameless where try await ledger.knows(Fixtures.name(message.name)) {
      kept.append(message)
    }
    nameless = kept
  }

  private mutating func putIn() async throws {
    try await ledger.writer.change { session throws(LedgerError) in
      try session.putInProviderIDs()
    }
  }

  /// Goes on with the ledger as it is on disk, or as it was closed.
  private mutating func reopen(afterCrash: Bool) async throws {
    let image = try file.image()
    await ledger.close()
    if afterCrash { file = try image.restored() }
    ledger = try await file.opened(runs: Self.runs)
  }
}
