import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

/// A ledger in which a test requests and enters codes, at times of its choice.
final class CodeFixture {
  let file: LedgerFile
  private(set) var ledger: SQLiteLedger
  var policy = VerificationPolicy()
  private var requests = 0

  init() async throws {
    file = try LedgerFile()
    ledger = try await file.opened()
  }

  func reopen() async throws {
    await ledger.close()
    ledger = try await file.opened()
  }

  /// A time in seconds after the start, on both clocks.
  static func at(_ seconds: Double) -> CodeInstant {
    .at(Fixtures.start.advanced(by: Interval(seconds: seconds)))
  }

  func submission(
    _ id: String,
    _ content: Submission.Content,
    at now: CodeInstant,
    spool: String = "default"
  ) -> Submission {
    requests += 1
    return Submission(
      name: Fixtures.name(id, in: spool),
      content: content,
      hasExplicitID: true,
      digest: [UInt8](repeating: UInt8(truncatingIfNeeded: requests), count: 32),
      metadata: nil,
      producer: 1042,
      taken: Int64(requests),
      acceptedAt: now.wall,
      acceptedOn: now.boot
    )
  }

  /// A request for a code.
  private func request(
    _ purpose: CodeRequest.Purpose,
    new: Bool = false,
    requiresVerified: Bool = false
  ) -> CodeRequest {
    CodeRequest(
      purpose: purpose,
      account: "main",
      from: Fixtures.phone(101),
      template: CodeTemplate("Code {code}", origin: nil),
      wantsNewCode: new,
      requiresVerified: requiresVerified,
      policy: policy
    )
  }

  /// A request for a code to a number, at the start.
  func verification(_ id: String, _ last: Int) -> Submission {
    submission(id, .code(request(.verify(.phone(Fixtures.phone(last))))), at: Self.at(0))
  }

  @discardableResult
  func ask(
    _ id: String,
    _ purpose: CodeRequest.Purpose,
    at seconds: Double = 0,
    spool: String = "default",
    new: Bool = false,
    requiresVerified: Bool = false
  ) async throws -> Acceptance {
    let request = request(purpose, new: new, requiresVerified: requiresVerified)
    let submission = submission(id, .code(request), at: Self.at(seconds), spool: spool)
    return try #require(await ledger.accept([submission]).first)
  }

  @discardableResult
  func verify(
    _ id: String,
    _ last: Int = 142,
    at seconds: Double = 0,
    spool: String = "default",
    new: Bool = false
  ) async throws -> Acceptance {
    let purpose = CodeRequest.Purpose.verify(.phone(Fixtures.phone(last)))
    return try await ask(id, purpose, at: seconds, spool: spool, new: new)
  }

  @discardableResult
  func enroll(
    _ id: String,
    _ subject: String,
    _ last: Int = 142,
    at seconds: Double = 0
  ) async throws -> Acceptance {
    try await ask(id, .enroll(subject: subject, phone: Fixtures.phone(last)), at: seconds)
  }

  @discardableResult
  func accept(
    _ id: String,
    _ content: Submission.Content,
    at seconds: Double = 0
  ) async throws -> Acceptance {
    let submission = submission(id, content, at: Self.at(seconds))
    return try #require(await ledger.accept([submission]).first)
  }

  /// Sends a code; the provider accepts it, or answers with an error that defers it.
  func take(
    _ acceptance: Acceptance,
    at seconds: Double,
    as error: ErrorCode? = nil
  ) async throws {
    let job = try #require(acceptance.entry).number
    let time = Self.at(seconds).wall
    _ = try await ledger.begin([job], at: Fixtures.at(0))
    let next: Settlement.Next =
      error.map {
        .deferred(JobError(code: $0, message: "What.", hint: "How."), dueAt: time)
      } ?? .sent(providerMessageID: "mdr2-\(job.value)")
    let attempt = AttemptRecord(
      number: 1,
      begunAt: time,
      endedAt: time,
      leftAt: time,
      httpStatus: error == nil ? 202 : 401,
      code: error
    )
    try await ledger.settle([
      Settlement(job: job, next: next, attempt: attempt, isCharged: false, at: time)
    ])
  }

  func check(
    _ id: String,
    of verification: String,
    _ code: String,
    at seconds: Double = 1
  ) async throws -> Verdict? {
    let request = CheckRequest(verification: verification, code: TypedCode(code))
    try await accept(id, .check(request), at: seconds)
    return try await snapshot(id)?.verdict
  }

  func snapshot(_ id: String) async throws -> JobSnapshot? {
    try await ledger.changes(after: 0, limit: 10_000).first { $0.name.id == id }
  }

  func enrollments() throws -> [Enrollment] {
    try SQLiteLedgerReader(path: file.path).enrollments(in: nil, limit: 100)
  }
}

extension Acceptance {
  /// The message to be sent.
  var entry: AgendaEntry? {
    guard case .message(let entry) = self else { return nil }
    return entry
  }

  /// The code to be sent.
  var code: String? { entry?.envelope.code.map(PlainCodes.code) }

  /// The outcome of a request that sends nothing.
  var ended: EndedJob? {
    guard case .ended(let job) = self else { return nil }
    return job
  }
}
