/// The state of a job; the raw values are those of the ledger's schema.
///
/// The agenda reads states up to `deferred`, expiry those up to `held`, recovery `attempting` and
/// `inDoubt`; all from `sent` on are terminal.
package enum JobState: Int, CaseIterable, Hashable, Sendable {
  /// Accepted and waiting for its turn or its `not_before`; entered by the commit of acceptance or
  /// by a release, left by a claim, a hold, a cancel or expiry; may stay until it expires.
  case queued = 0
  /// An attempt failed and another follows, or the account is paused; entered by an attempt's
  /// outcome or at acceptance, left as `queued` is.
  case deferred = 1
  /// An operator holds it; left by a release, a cancel or expiry.
  case held = 2
  /// An attempt has begun: the request may be on the wire; left by the attempt's outcome, at most a
  /// provider timeout later, by its withdrawal before it was sent, or by recovery after a crash.
  case attempting = 3
  /// An attempt may have been accepted; left when looks into the provider's list have settled that,
  /// or when they fail until the message has expired.
  case inDoubt = 4
  /// The provider accepted it.
  case sent = 5
  /// It will not be sent.
  case failed = 6
  /// It expired before it could be sent.
  case expired = 7
  /// Canceled by its producer or an operator before it was sent.
  case canceled = 8
  /// An attempt may have reached the provider and nothing could settle it.
  case uncertain = 9
  /// A command (hold, release, retry, flush, optout, optin, unenroll) was carried out.
  case done = 10
  /// A check found the right code; a check has no other published state than this and `denied`.
  case approved = 11
  /// A check found a wrong code, or one that could not be entered.
  case denied = 12
  /// A lookup found the provider's record.
  case found = 13
  /// Nothing was sent, as the configuration wants it so: the account sends nothing or not to that
  /// phone, or the same text was just sent; entered by the commit that would begin an attempt.
  case suppressed = 14

  /// The contract's word; `attempting` is never published, `queued` only for a request with an
  /// `ack`, and a job in doubt appears as `deferred`.
  package var name: String { isDeferred ? "deferred" : Self.names[self] ?? "" }

  // Made once, since a case yields its name only by reflection, which is slow.
  private static let names = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, String(describing: $0)) }
  )

  /// Whether its result says `deferred`, with the time of the next attempt or look.
  package var isDeferred: Bool { self == .deferred || self == .inDoubt }

  package var isTerminal: Bool { rawValue >= JobState.sent.rawValue }

  /// Whether this state has a result file, whatever the request.
  package var isPublished: Bool { self != .queued && self != .attempting }

  /// The table of legal transitions; every change of a job's state in the ledger is one of these.
  ///
  /// | from | to |
  /// |---|---|
  /// | queued, deferred | attempting, deferred, held, expired, canceled, failed, suppressed |
  /// | queued commands | done, found, canceled, failed; a check: approved, denied |
  /// | held | queued, deferred, expired, canceled |
  /// | attempting | sent, failed, deferred, in doubt, expired, uncertain; withdrawn: queued |
  /// | in doubt | in doubt (a further look), sent, failed, deferred, uncertain |
  /// | sent, failed, expired, canceled, uncertain, suppressed | none |
  /// | done, approved, denied, found | none |
  package func mayBecome(_ next: JobState) -> Bool {
    switch self {
    case .queued, .deferred:
      [
        .attempting, .deferred, .held, .expired, .canceled, .failed, .done, .approved, .denied,
        .found, .suppressed,
      ].contains(next)
    case .held:
      [.queued, .deferred, .expired, .canceled].contains(next)
    case .attempting:
      [.queued, .sent, .failed, .deferred, .inDoubt, .expired, .uncertain].contains(next)
    case .inDoubt:
      [.inDoubt, .sent, .failed, .deferred, .uncertain].contains(next)
    case .sent, .failed, .expired, .canceled, .uncertain, .done, .approved, .denied, .found,
      .suppressed:
      false
    }
  }

  /// Whether a job of a restored ledger may have ended in this state since the backup: what had not
  /// ended then may have ended in any way.
  package func mayHaveBecome(_ end: JobState) -> Bool { !isTerminal && end.isTerminal }
}
