/// The port for erasing what the ledger holds about one phone, in steps that share their commits
/// with the sending.
///
/// What was accepted after the erasure's own request is not touched. Jobs stay, with ids, digests of
/// their requests, states and times: a request that is submitted again is still recognized. Their
/// recipients become digests, and texts, metadata and details of errors and receipts go. Opt-outs
/// stay with the number.
package protocol PersonErasure: Sendable {
  /// Begins an erasure, or finds that it has begun already, before a crash.
  ///
  /// - Returns: How many jobs to the phone have not ended, if there are any and it has not begun
  ///   before; nothing has begun then. 0: it has begun.
  /// - Throws: `LedgerError` if the ledger cannot be written; nothing has changed then.
  func begin(_ erasure: PhoneErasure, at now: WallTime) async throws(LedgerError) -> Int

  /// Takes one step: at most a few milliseconds of the ledger's time.
  ///
  /// A step may be repeated, and so may the whole erasure.
  /// - Parameters:
  ///   - erasure: The erasure.
  ///   - cursor: What the step before returned; nil for the first.
  /// - Returns: Where the next step begins; nil after the last.
  /// - Throws: `LedgerError` if the ledger cannot be written; nothing has changed then.
  func step(
    _ erasure: PhoneErasure,
    from cursor: ErasureCursor?
  ) async throws(LedgerError) -> ErasureCursor?

  /// What the steps have erased so far, those before a crash too, and what stays.
  func counts(of erasure: PhoneErasure) async throws(LedgerError) -> ErasureCounts

  /// Ends the erasure's job and takes the number out of its request and its entry in the audit.
  ///
  /// Ignored if it has ended already.
  /// - Throws: `LedgerError` if the ledger cannot be written; nothing has changed then.
  func end(
    _ erasure: PhoneErasure,
    with end: CommandEnd,
    at now: WallTime
  ) async throws(LedgerError)
}

/// An erasure: whose data, and which command asked for it.
package struct PhoneErasure: Hashable, Sendable {
  package var command: JobNumber
  package var phone: PhoneNumber
  package var digest: PhoneDigest

  package init(command: JobNumber, phone: PhoneNumber, digest: PhoneDigest) {
    self.command = command
    self.phone = phone
    self.digest = digest
  }
}

/// How far an erasure has come.
///
/// Only the ledger that made it can read it.
package struct ErasureCursor: Hashable, Sendable {
  /// The number of the phase.
  package var phase: Int
  /// Where the phase continues, if its rows are in order of number.
  package var number: Int64
  /// Where the phase continues, if its rows are in order of name.
  package var names: [String]

  package init(phase: Int, number: Int64 = 0, names: [String] = []) {
    self.phase = phase
    self.number = number
    self.names = names
  }
}

/// What an erasure has erased in the ledger, and what stays there.
package struct ErasureCounts: Hashable, Sendable {
  /// Messages and codes to the phone that lost number, text, metadata and details.
  package var jobs = 0
  /// Codes that were sent to it, each send.
  package var codes = 0
  /// Enrollments, and requests for one.
  package var enrollments = 0
  /// Texts from it.
  package var received = 0
  /// Other texts in the ledger, in which the digest replaced the number.
  package var mentions = 0
  /// Entries on the list of opt-outs, which stay.
  package var optOuts = 0
  /// Events in the history of opt-outs, which stay.
  package var optOutEvents = 0

  package init() {}
}
