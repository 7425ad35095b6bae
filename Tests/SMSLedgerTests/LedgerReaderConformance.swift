import SMSCore
import Testing

/// What any reader of a ledger must do, whatever the ledger stands on: one check a rule, each with a
/// ledger of its own.
///
/// A new ledger is tested by running `all` against it.
struct LedgerReaderConformance: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let check: @Sendable (any LedgerReaderSubject) async throws -> Void

  static let all = lists + details + summaries + people + openings

  /// A rule about a place in which there is no ledger yet.
  static func place(
    _ rule: String,
    _ check: @escaping @Sendable (any LedgerReaderSubject) async throws -> Void
  ) -> LedgerReaderConformance {
    LedgerReaderConformance(testDescription: rule, check: check)
  }

  /// A rule about an empty ledger that a daemon has open, and a reader that was opened then.
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

/// The place of a ledger that a test fills and reads, and what may become of the ledger there.
protocol LedgerReaderSubject: Sendable {
  var storage: any LedgerStorage { get }

  /// Gives a ledger that is closed the mark of the version before this program's.
  func makeOlder() throws

  /// Gives a ledger that is closed the mark of a version after this program's.
  func makeNewer() throws

  /// Damages a ledger that is closed so that it can be seen without reading all of it.
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

  /// How many jobs of the default spool are in each state.
  func totals() throws(LedgerError) -> [JobState: Int] {
    let totals = try summary().totals.filter { $0.spool == "default" }
    return Dictionary(uniqueKeysWithValues: totals.map { ($0.state, $0.jobs) })
  }
}

extension Ledger {
  /// Enrolls a subject; its phone awaits the check.
  ///
  /// - Returns: The code that goes out.
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
    return entry.code.map(PlainCodes.code)
  }

  /// Enters the code that a subject was sent.
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
