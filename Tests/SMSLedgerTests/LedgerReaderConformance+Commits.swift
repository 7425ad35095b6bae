import SMSCore
import Synchronization
import Testing

extension LedgerReaderConformance {
  static let commits = [
    rule("each commit is reported before its callers resume") { ledger, _ in
      let seen = ledger.observed()
      _ = try await ledger.accepted(Fixtures.message("a"))
      #expect(seen.entries == [JobEntry("default", .message, .queued): 1])
      #expect(seen.commits == 1)
      try await ledger.note("pace", "5")
      #expect(seen.commits == 2)
      #expect(seen.longest > .zero)
    },
    rule("an attempt counts by what it came to, with its error") { ledger, _ in
      let seen = ledger.observed()
      let deferred = Settlement.Next.deferred(Fixtures.error(.timeout), dueAt: Fixtures.at(30))
      let job = try await ledger.settled("a", deferred)
      _ = try await ledger.begin([job], at: Fixtures.at(40))
      try await ledger.settle([Fixtures.settlement(job, .withdrawn)])
      _ = try await ledger.begin([job], at: Fixtures.at(50))
      let sent = Settlement.Next.sent(providerMessageID: nil)
      try await ledger.settle([Fixtures.settlement(job, sent, attempt: 2)])
      #expect(
        seen.entries == [
          JobEntry("default", .message, .queued): 1,
          JobEntry("default", .message, .deferred, error: .timeout): 1,
          JobEntry("default", .message, .sent): 1,
        ]
      )
    },
    rule("a message that is postponed again, held or released counts once") { ledger, _ in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      let seen = ledger.observed()
      for time in [60, 70] {
        try await ledger.postpone(
          [job],
          error: Fixtures.error(.unauthorized),
          nextAttemptAt: Fixtures.at(90),
          dueAt: nil,
          at: Fixtures.at(Int64(time))
        )
      }
      _ = try await ledger.carriedOut(.hold(.job(Fixtures.name("a"))), id: "h")
      _ = try await ledger.carriedOut(.release(.job(Fixtures.name("a"))), id: "r")
      #expect(
        seen.entries.filter { $0.key.kind == .message } == [
          JobEntry("default", .message, .deferred, error: .unauthorized): 1,
          JobEntry("default", .message, .held): 1,
        ]
      )
    },
    rule("what ends without an attempt counts too") { ledger, _ in
      let seen = ledger.observed()
      _ = try await ledger.accepted(Fixtures.message("a"))
      _ = try await ledger.carriedOut(.cancel(Fixtures.name("a")), id: "c")
      _ = try await ledger.accepted(Fixtures.message("b", expiresAt: Fixtures.at(5)))
      _ = try await ledger.expire(at: Fixtures.at(60), limit: 9)
      #expect(seen.entries[JobEntry("default", .message, .canceled, error: .canceled)] == 1)
      #expect(seen.entries[JobEntry("default", .message, .expired, error: .expired)] == 1)
    },
    rule("codes and their checks have kinds of their own") { ledger, _ in
      let seen = ledger.observed()
      let code = try await ledger.enroll("u-1", 1)
      try await ledger.confirm("u-1", code)
      #expect(
        seen.entries == [
          JobEntry("default", .code, .queued): 1,
          JobEntry("default", .code, .sent): 1,
          JobEntry("default", .check, .queued): 1,
          JobEntry("default", .check, .approved): 1,
        ]
      )
    },
    rule("a duplicate counts nowhere") { ledger, _ in
      _ = try await ledger.accepted(Fixtures.message("a"))
      let seen = ledger.observed()
      #expect(try await ledger.accept([Fixtures.message("a", digest: 2, taken: 2)]) == [.duplicate])
      #expect(seen.entries == [:])
    },
    rule("an opt-out counts by how it became known") { ledger, _ in
      let seen = ledger.observed()
      let optOut = Command.optOut(Fixtures.phone(142), sender: nil)
      _ = try await ledger.carriedOut(optOut, id: "1")
      _ = try await ledger.carriedOut(optOut, id: "2")
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      #expect(seen.optOuts == [.operator: 1])
    },
  ]
}

extension DaemonLedger {
  /// Adds up what its commits report from now on.
  fileprivate func observed() -> CommitSum {
    let sum = CommitSum()
    observeCommits { sum.add($0) }
    return sum
  }
}

/// The sum of the reports of commits.
private final class CommitSum: Sendable {
  private let reports = Mutex<[CommitReport]>([])

  func add(_ report: CommitReport) {
    reports.withLock { $0.append(report) }
  }

  private var all: [CommitReport] { reports.withLock { $0 } }

  var commits: Int { all.count }

  var longest: Interval { all.map(\.took).max() ?? .zero }

  var entries: [JobEntry: Int] {
    all.reduce(into: [:]) { $0.merge($1.entries, uniquingKeysWith: +) }
  }

  var optOuts: [OptOut.Source: Int] {
    all.reduce(into: [:]) { $0.merge($1.optOuts, uniquingKeysWith: +) }
  }
}
