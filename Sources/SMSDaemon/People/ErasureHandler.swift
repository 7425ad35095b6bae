internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// Erases what is held about phones, one phone at a time, in steps between which others commit.
///
/// The ledger comes first, then the files: a result is written from the ledger only. Each part may be
/// repeated, so an erasure that was interrupted simply starts over.
actor ErasureHandler: SerialCommandHandler {
  /// What it works on.
  struct Dependencies: Sendable {
    let ledger: any PersonErasure
    let digest: @Sendable (PhoneNumber) -> PhoneDigest
    let files: FileErasure
    let reporter: EventReporter
    /// Called when the result has changed.
    let changed: @Sendable () -> Void
  }

  nonisolated let executor = QueueExecutor(label: "erase")

  private let dependencies: Dependencies
  private var configuration: Configuration?
  /// Returns when nothing that was read of the ledger before is still to be written to a file.
  private var flush: @Sendable () async -> Void = {}
  var commands = SerialCommands()

  init(_ dependencies: Dependencies) {
    self.dependencies = dependencies
  }

  /// Applies a configuration of spools.
  func use(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// Sets what waits for the publishers; before the first command.
  func whenErased(flush: @escaping @Sendable () async -> Void) {
    self.flush = flush
  }

  func perform(_ command: CommandJob) async {
    guard case .erase(let phone) = command.command else { return }
    let digest = dependencies.digest(phone)
    let erasure = PhoneErasure(command: command.number, phone: phone, digest: digest)
    // nil if the daemon is stopping.
    guard let end = await erase(erasure) else { return }
    let isEnded: Void? = await untilAnswered { ledger throws(LedgerError) in
      try await ledger.end(erasure, with: end, at: Moment.now().wall)
    }
    guard isEnded != nil else { return }
    dependencies.reporter.commandDone(command)
    dependencies.changed()
  }

  private func erase(_ erasure: PhoneErasure) async -> CommandEnd? {
    let begun = await untilAnswered { ledger throws(LedgerError) in
      try await ledger.begin(erasure, at: Moment.now().wall)
    }
    guard let open = begun else { return nil }
    guard open == 0 else { return .failed(.stillWaiting(open, erasure.phone)) }
    var cursor: ErasureCursor?
    repeat {
      let from = cursor
      let next = await untilAnswered { ledger throws(LedgerError) in
        try await ledger.step(erasure, from: from)
      }
      guard let next else { return nil }
      cursor = next
    } while cursor != nil
    await flush()
    let places = configuration?.personalPlaces ?? []
    let files = await dependencies.files.remove(naming: erasure.phone, in: places)
    let counts = await untilAnswered { ledger throws(LedgerError) in
      try await ledger.counts(of: erasure)
    }
    return counts.map { .done(ErasureReport(erasure, $0, files).text) }
  }

  /// Repeats a ledger call until it succeeds; nil if the daemon is stopping.
  private func untilAnswered<Value: Sendable>(
    _ body: @Sendable (any PersonErasure) async throws(LedgerError) -> Value
  ) async -> Value? {
    while !isStopped {
      do throws(LedgerError) {
        return try await body(dependencies.ledger)
      } catch {
        dependencies.reporter.ledgerFailed(error)
        await executor.rest(for: Dispatcher.ledgerRest)
      }
    }
    return nil
  }
}

/// What an erasure reports, without the number.
private struct ErasureReport {
  private let erasure: PhoneErasure
  private let counts: ErasureCounts
  private let files: FileErasure.Outcome

  init(_ erasure: PhoneErasure, _ counts: ErasureCounts, _ files: FileErasure.Outcome) {
    self.erasure = erasure
    self.counts = counts
    self.files = files
  }

  var text: String {
    let object = JSONObject([
      ("phone", .string("\(erasure.phone)")), ("digest", .string(erasure.digest.text)),
      (
        "erased",
        .object(
          JSONObject([
            ("jobs", Self.number(counts.jobs)), ("codes", Self.number(counts.codes)),
            ("enrollments", Self.number(counts.enrollments)),
            ("received", Self.number(counts.received)),
            ("mentions", Self.number(counts.mentions)), ("files", Self.number(files.removed)),
            ("lines", Self.number(files.lines)),
          ])
        )
      ),
      (
        "kept",
        .object(
          JSONObject([
            ("opt_outs", Self.number(counts.optOuts)),
            ("opt_out_events", Self.number(counts.optOutEvents)),
          ])
        )
      ),
      ("missed", .array(files.missed.map { .string($0) })),
    ])
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }

  private static func number(_ count: Int) -> JSONValue { .number(JSONNumber(Int64(count))) }
}
