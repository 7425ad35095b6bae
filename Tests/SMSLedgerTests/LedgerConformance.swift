import SMSCore
import Testing

/// What every ledger must do, whatever it is built on: one check per rule, each on an empty ledger.
///
/// A new ledger is tested by running `all` against it.
struct LedgerConformance: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let check: @Sendable (any Ledger) async throws -> Void

  init(_ rule: String, _ check: @escaping @Sendable (any Ledger) async throws -> Void) {
    testDescription = rule
    self.check = check
  }

  static let all =
    identity + previews + attempts + providerIDs + doubt + agenda + time + commands + matches
    + retries + publication + housekeeping + sending + windows + updates + mms + caps
}

extension Ledger {
  /// Begins attempts at a time on both clocks.
  func begin(_ jobs: [JobNumber], at now: WallTime) async throws -> Set<JobNumber> {
    try await begin(jobs, at: Fixtures.moment(now)).begun
  }

  /// Begins attempts that are not urgent.
  func begin(_ jobs: [JobNumber], at now: Moment) async throws(LedgerError) -> BegunAttempts {
    try await begin(jobs.map { Claim(job: $0) }, areUrgent: false, at: now)
  }

  /// Accepts one message, and returns its agenda entry.
  func accepted(_ submission: Submission) async throws -> AgendaEntry {
    let acceptances = try await accept([submission])
    guard case .message(let entry) = acceptances.first else {
      throw NotAccepted(acceptances: acceptances)
    }
    return entry
  }

  /// Accepts one command and carries it out.
  func carriedOut(
    _ command: Command,
    id: String,
    at now: WallTime = Fixtures.at(50)
  ) async throws -> CommandOutcome {
    let job = try await acceptedCommand(command, id: id)
    return try await execute(job, at: now)
  }

  /// Accepts one command, and returns its job.
  func acceptedCommand(_ command: Command, id: String) async throws -> CommandJob {
    let acceptances = try await accept([Fixtures.command(command, id: id)])
    guard case .command(let job) = acceptances.first else {
      throw NotAccepted(acceptances: acceptances)
    }
    return job
  }

  /// The newest result of a job; nil if it never had one.
  func result(_ id: String, spool: String = "default") async throws -> JobSnapshot? {
    try await changes(after: 0, limit: 1000).last { $0.name == Fixtures.name(id, in: spool) }
  }

  /// The ids of the due messages in a lane.
  func due(
    _ lane: Lane = Fixtures.lane,
    by now: WallTime = Fixtures.at(1000)
  ) async throws -> [String] {
    try await page(of: lane, dueBy: now, excluding: [], limit: 100).entries.map(\.name.id)
  }

  /// Accepts a message and ends its first attempt.
  @discardableResult
  func settled(
    _ id: String,
    _ next: Settlement.Next,
    to phone: Int = 142
  ) async throws -> JobNumber {
    let job = try await accepted(Fixtures.message(id, to: phone)).number
    _ = try await begin([job], at: Fixtures.at(10))
    try await settle([Fixtures.settlement(job, next)])
    return job
  }
}

/// A submission that should have become a new job did not.
struct NotAccepted: Error {
  let acceptances: [Acceptance]
}
