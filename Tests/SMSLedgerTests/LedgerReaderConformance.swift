import SMSCore
import Testing

/// What every ledger reader must do, whatever the ledger is built on: one check per rule, each with
/// its own ledger.
///
/// A new ledger is tested by running `all` against it.
struct LedgerReaderConformance: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let check: @Sendable (any LedgerReaderSubject) async throws -> Void

  static let all =
    lists + filters + waiting + details + summaries + batches + audit + people + optOuts
    + optOutScopes + confirmations + erasure + senders + pools + tallies + commits + backlog
    + openings

  /// A rule about a place without a ledger.
  static func place(
    _ rule: String,
    _ check: @escaping @Sendable (any LedgerReaderSubject) async throws -> Void
  ) -> LedgerReaderConformance {
    LedgerReaderConformance(testDescription: rule, check: check)
  }

  /// A rule about an empty ledger that a daemon has open, and a reader opened then.
  static func rule(
    _ rule: String,
    _ check: @escaping @Sendable (any DaemonLedger, any LedgerReader) async throws -> Void
  ) -> LedgerReaderConformance {
    place(rule) { subject in
      let ledger = try await subject.opened()
      try await check(ledger, try subject.storage.reader())
      await ledger.close()
    }
  }
}

/// The place of a ledger that a test fills and reads, with ways to alter the ledger.
protocol LedgerReaderSubject: Sendable {
  var storage: any LedgerStorage { get }

  /// Marks a closed ledger as having the version before this program's.
  func makeOlder() throws

  /// Marks a closed ledger as having a version after this program's.
  func makeNewer() throws

  /// Damages a closed ledger in a way that is visible without reading all of it.
  func damage() throws
}

extension LedgerReaderSubject {
  func opened() async throws -> any DaemonLedger {
    try await storage.open(boot: "a", codes: PlainCodes(), reporting: { _ in })
  }
}

extension LedgerReader {
  /// The ids of the newest jobs.
  func ids(_ filter: JobFilter = .all, limit: Int = 100) throws(LedgerError) -> [String] {
    try list(filter, limit: limit).map(\.name.id)
  }

  /// Every opt-out, in order.
  func allOptOuts() throws(LedgerError) -> [OptOut] {
    var all: [OptOut] = []
    try forEachPageOfOptOuts { page in
      all += page
      return true
    }
    return all
  }

  /// The number of jobs in the default spool, by state.
  func totals() throws(LedgerError) -> [JobState: Int] {
    let totals = try summary().totals.filter { $0.spool == "default" }
    return Dictionary(uniqueKeysWithValues: totals.map { ($0.state, $0.jobs) })
  }
}

extension Ledger {
  /// Enrolls a subject, whose phone then awaits the check.
  ///
  /// - Returns: The code that is sent.
  @discardableResult
  func enroll(
    _ subject: String,
    _ last: Int,
    spool: String = "default",
    at now: WallTime = Fixtures.start
  ) async throws -> String? {
    let request = CodeRequest(
      purpose: .enroll(subject: subject, phone: Fixtures.phone(last)),
      account: "main",
      from: Fixtures.phone(101),
      template: CodeTemplate("Code {code}", origin: nil),
      wantsNewCode: false,
      requiresVerified: false,
      policy: VerificationPolicy()
    )
    let entry = try await accepted(
      Fixtures.submission("enroll-\(subject)", .code(request), spool: spool, at: now)
    )
    _ = try await begin([entry.number], at: now)
    let sent = Settlement.Next.sent(providerMessageID: nil)
    try await settle([Fixtures.settlement(entry.number, sent, at: now)])
    return entry.envelope.code.map(PlainCodes.code)
  }

  /// Enters the code that was sent to a subject.
  func confirm(
    _ subject: String,
    _ code: String?,
    at now: WallTime = Fixtures.at(1_000)
  ) async throws {
    let request = CheckRequest(
      verification: "enroll-\(subject)",
      code: TypedCode(try #require(code))
    )
    _ = try await accept([
      Fixtures.submission("check-\(subject)", .check(request), spool: "default", at: now)
    ])
  }
}

extension Fixtures {
  /// A submission of any kind.
  fileprivate static func submission(
    _ id: String,
    _ content: Submission.Content,
    spool: String,
    at now: WallTime
  ) -> Submission {
    Submission(
      name: name(id, in: spool),
      content: content,
      hasExplicitID: true,
      digest: [UInt8](repeating: 3, count: 32),
      metadata: nil,
      producer: 1042,
      taken: 5,
      acceptedAt: now,
      acceptedOn: CodeInstant.at(now).boot
    )
  }
}
