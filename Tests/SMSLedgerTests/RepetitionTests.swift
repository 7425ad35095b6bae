import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite("Texts that are not repeated, in the ledger")
struct RepetitionTests {
  private static let once = SendingRules(repeats: ["default": Interval(seconds: 60)])

  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  private func rows() throws -> Int64 {
    try Connection(path: file.path, mode: .read).number("SELECT count(*) FROM repetition")
  }

  @Test("other jobs with a text are found by its key, and their times by their numbers")
  func plan() throws {
    let temporary = try TemporaryDirectory()
    let connection = try Connection(path: temporary.path("ledger.sqlite"), mode: .create)
    try Schema.ledger.apply(to: connection)
    var plan: [String] = []
    try connection.query(
      "EXPLAIN QUERY PLAN \(WriteSession.repetitionsSQL)",
      [.blob([1]), .integer(1)]
    ) { plan.append($0.text(3)) }
    #expect(plan.contains { $0.hasPrefix("SEARCH repetition USING PRIMARY KEY (key=?") }, "\(plan)")
    #expect(plan.contains { $0.hasPrefix("SEARCH job USING INTEGER PRIMARY KEY") }, "\(plan)")
    #expect(plan.contains { $0.hasPrefix("SEARCH attempt USING PRIMARY KEY (job=?") }, "\(plan)")
    #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
  }

  @Test("without the setting, no statement of an attempt is about repetitions")
  func costsNothing() async throws {
    let ledger = try await file.opened()
    try await ledger.settled("a", .sent(providerMessageID: "x"))
    try await ledger.writer.change { session throws(LedgerError) in
      try session.connection.run("DROP TABLE repetition")
    }
    try await ledger.settled("b", .sent(providerMessageID: "y"))
    try await ledger.use(Self.once)
    let job = try await ledger.accepted(Fixtures.message("c")).number
    await #expect(throws: LedgerError.self) { try await ledger.begin([job], at: Fixtures.at(40)) }
    await ledger.close()
  }

  @Test("a crash and a restart forget nothing")
  func restart() async throws {
    let first = try await file.opened()
    try await first.use(Self.once)
    try await first.settled("a", .sent(providerMessageID: "x"))
    let running = try await first.accepted(Fixtures.message("b", to: 143)).number
    _ = try await first.begin([running], at: Fixtures.at(20))
    let crashed = try file.image().restored()
    await first.close()
    let ledger = try await crashed.opened()
    try await ledger.use(Self.once)
    let again = try await ledger.accepted(Fixtures.message("c")).number
    let other = try await ledger.accepted(Fixtures.message("d", to: 143)).number
    let answer = try await ledger.begin([again, other], at: Fixtures.moment(Fixtures.at(40)))
    #expect(answer.begun.isEmpty && answer.waiting == [other: running])
    #expect(try await ledger.result("c")?.error?.duplicateOf == "a")
    await ledger.close()
  }

  @Test("a text that is sent again and again keeps one row")
  func rowsOfOneText() async throws {
    let ledger = try await file.opened()
    try await ledger.use(Self.once)
    for index in 0..<20 {
      let at = Fixtures.at(Int64(index) * 100_000)
      let job = try await ledger.accepted(Fixtures.message("m\(index)")).number
      #expect(try await ledger.begin([job], at: at) == [job])
      var settlement = Fixtures.settlement(job, .sent(providerMessageID: "x\(index)"), at: at)
      settlement.attempt?.leftAt = at
      try await ledger.settle([settlement])
      #expect(try rows() <= 2)
    }
    await ledger.close()
  }

  @Test("what is pruned leaves no row")
  func pruned() async throws {
    let ledger = try await file.opened()
    try await ledger.use(Self.once)
    try await ledger.settled("a", .sent(providerMessageID: "x"))
    #expect(try rows() == 1)
    try await ledger.markPublished(through: .max)
    #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 9) == 1)
    #expect(try rows() == 0)
    await ledger.close()
  }
}
