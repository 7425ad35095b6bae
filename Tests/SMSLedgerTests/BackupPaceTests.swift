import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSLedger

@Suite(.enabled(if: SlowTests.areWanted, "takes a minute and half a gigabyte of disk"))
struct BackupPaceTests {
  private static let jobs = 1_000_000

  /// Makes jobs without the way that each of them takes.
  private func filled(_ file: LedgerFile) async throws {
    await (try await file.opened()).close()
    let connection = try Connection(path: file.path, mode: .write)
    try connection.transaction(.write) { () throws(LedgerError) in
      try connection.run(
        """
        INSERT INTO job (
          spool, id, kind, state, account, recipient, sender, priority, due, expires, segments,
          encoding, accepted, updated, digest, taken, producer
        )
        WITH RECURSIVE n (i) AS (
          SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.jobs)
        )
        SELECT 'default', 'job-' || i, 'message', 0, 'main', 12065550142, 12065550101, 2, i,
          1000000000, 1, 'ascii', i, i, randomblob(32), i, 1042 FROM n
        """
      )
      try connection.run(
        "INSERT INTO text (job, body) SELECT number, CAST('Text of ' || id AS BLOB) FROM job"
      )
      try connection.run(
        "INSERT INTO tally (spool, state, jobs) VALUES ('default', 0, \(Self.jobs))"
      )
    }
  }

  @Test("a backup of a million jobs holds no commit up for long")
  func million() async throws {
    let file = try LedgerFile()
    try await filled(file)
    let ledger = try await SQLiteLedger.open(path: file.path, boot: "a", codes: PlainCodes())
    let began = Clocks.monotonic
    let done = Mailbox<Int64>()
    Task { [path = file.temporary.path("copy")] in
      try await ledger.copy(to: path)
      done.send(Clocks.monotonic - began)
    }
    var times: [Int64] = []
    var took: Int64?
    while took == nil {
      let start = Clocks.monotonic
      _ = try await ledger.accepted(Fixtures.message("n\(times.count)"))
      times.append(Clocks.monotonic - start)
      took = try? await done.next(within: 0)
    }
    times.sort()
    let size = try file.directory.status("copy").size
    let figures = """
      backup: \(size >> 20) MiB in \((took ?? 0) / 1_000_000) ms; \(times.count) commits, median \
      \(times[times.count / 2] / 1_000) µs, longest \((times.last ?? 0) / 1_000) µs

      """
    try StandardStream.error.write(Array(figures.utf8))
    #expect((times.last ?? 0) < 250_000_000)
    await ledger.close()
  }
}
