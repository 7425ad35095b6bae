import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite("Caps in the ledger")
struct CapTests {
  private static let rules = SendingRules(
    caps: SendingCaps(
      [
        Cap(
          Cap.ID(.account("main"), .segmentsPerDay),
          limit: 2,
          counters: [.account("main")]
        )
      ],
      recipients: ["default": RecipientCap(limit: 1)]
    )
  )

  let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  @Test("a crash forgets nothing, and what it interrupted stays counted")
  func crash() async throws {
    let first = try await file.opened()
    try await first.use(Self.rules)
    try await first.settled("a", .sent(providerMessageID: "x"), to: 142)
    let running = try await first.accepted(Fixtures.message("b", to: 143)).number
    #expect(try await first.begin([running], at: Fixtures.at(20)) == [running])
    let crashed = try file.image().restored()
    await first.close()

    let ledger = try await crashed.opened()
    try await ledger.use(Self.rules)
    let third = try await ledger.accepted(Fixtures.message("c", to: 144)).number
    let same = try await ledger.accepted(Fixtures.message("d", to: 142)).number
    let answer = try await ledger.begin([third, same], at: Fixtures.moment(Fixtures.at(30)))
    #expect(answer.refused[third]?.used == 2 && answer.later.keys.sorted() == [same])
    await ledger.close()
  }

  @Test("without caps, and for what was not counted, no statement is about them")
  func costsNothing() async throws {
    let ledger = try await file.opened()
    try await ledger.writer.change { session throws(LedgerError) in
      try session.connection.run("DROP TABLE cap_use")
      try session.connection.run("DROP TABLE contact")
    }
    try await ledger.settled("a", .sent(providerMessageID: "x"))
    let job = try await ledger.accepted(Fixtures.message("b")).number
    #expect(try await ledger.begin([job], at: Fixtures.at(40)) == [job])
    try await ledger.settle([Fixtures.settlement(job, .withdrawn, isProvenUnsent: true)])
    try await ledger.use(Self.rules)
    await #expect(throws: LedgerError.self) { try await ledger.begin([job], at: Fixtures.at(40)) }
    await ledger.close()
  }

  @Test("a transaction that fails counts nothing")
  func rollback() async throws {
    let ledger = try await file.opened()
    try await ledger.use(Self.rules)
    let jobs = [
      try await ledger.accepted(Fixtures.message("a", to: 142)).number,
      try await ledger.accepted(Fixtures.message("b", to: 143)).number,
    ]
    await #expect(throws: LedgerError.self) {
      try await ledger.writer.change { session throws(LedgerError) in
        for job in jobs {
          _ = try session.begin(Claim(job: job), at: Fixtures.moment(Fixtures.at(10)))
        }
        throw LedgerError.closed("here")
      }
    }
    #expect(try await ledger.begin(jobs, at: Fixtures.at(20)) == Set(jobs))
    await ledger.close()
  }

  @Test("old contacts are removed while new ones come")
  func pruning() async throws {
    let ledger = try await file.opened()
    let many = RecipientCap(limit: 1_000)
    try await ledger.use(SendingRules(caps: SendingCaps(recipients: ["default": many])))
    for day in 0..<2 {
      for index in 0..<260 {
        let job = try await ledger.accepted(Fixtures.message("\(day)-\(index)")).number
        _ = try await ledger.begin([job], at: Fixtures.at(Int64(day) * 200_000_000))
      }
    }
    await ledger.close()
    let left = try Connection(path: file.path, mode: .read).number("SELECT count(*) FROM contact")
    #expect(left < 300)
  }
}
