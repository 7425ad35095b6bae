import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite struct AgeCountTests {
  private let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  @Test(
    "steps of any size count the same, also where many messages are due at one time",
    arguments: [Int64(1), 2, 3, 5, 100]
  )
  func steps(_ size: Int64) async throws {
    let ledger = try await file.opened()
    for second in Int64(0)..<20 {
      let time = Fixtures.at(second / 4 * 1_000)
      let priority = second % 2 == 0 ? Priority.normal : .bulk
      _ = try await ledger.accepted(
        Fixtures.message("m\(second)", priority: priority, acceptedAt: time)
      )
    }
    for id in ["m3", "m4", "m6", "m8"] {
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name(id))), id: "h-\(id)")
    }
    let connection = try Connection(path: file.path, mode: .read)
    let bounds = [Interval(seconds: 1), Interval(seconds: 3)]
    let count = try AgeCount(connection, below: bounds, at: Fixtures.at(4_000), step: size)
    let lanes = try count.lanes()
    #expect(lanes.map(\.lane.priority) == [.normal, .bulk])
    #expect(lanes.map(\.counts) == [[2, 4, 4], [2, 4, 4]])
    #expect(lanes.allSatisfy { $0.oldest == Fixtures.start })
    await ledger.close()
  }

  @Test(
    "counting reads indexes alone, and each step begins where the last one ended",
    arguments: [(AgeCount.waiting, "due"), (AgeCount.held, "number")]
  )
  func plans(_ source: String, _ range: String) async throws {
    await (try await file.opened()).close()
    let connection = try Connection(path: file.path, mode: .read)
    let count = "SELECT count(*), min(number), total(\(range) > 5) \(source) AND \(range) > ?"
    let isHeld = source == AgeCount.held
    let values =
      (isHeld ? Fixtures.lane.valuesWithoutBatch : Fixtures.lane.values) + [.integer(1)]
    var plan = ""
    try connection.query("EXPLAIN QUERY PLAN \(count)", values) { plan += $0.text(3) }
    let lane = "account=? AND spool=? AND priority=?" + (isHeld ? "" : " AND batch=? AND zones=?")
    #expect(plan.contains("(\(lane) AND \(range)>?)"), "\(plan)")
    // The table's cursor is positioned only where a column of it is read; see
    // https://sqlite.org/opcode.html#DeferredSeek.
    var table: Int64?
    var read: Set<Int64> = []
    try connection.query("EXPLAIN \(count)", values) { row in
      if row.text(1) == "DeferredSeek" { table = row.integer(4) }
      if row.text(1) == "Column" { read.insert(row.integer(2)) }
    }
    #expect(!read.contains(try #require(table)))
  }
}
