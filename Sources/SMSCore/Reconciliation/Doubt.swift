/// How far the reconciliation of an attempt that may have been accepted has got.
package struct Doubt: Hashable, Sendable {
  /// When the first of the job's attempts that may have been accepted began: no earlier record of
  /// the provider can be this job's.
  package var since: PastMoment
  /// Completed looks into the provider's list that did not settle it.
  package var looks: Int
  package var nextLookAt: WallTime

  package init(since: PastMoment, looks: Int, nextLookAt: WallTime) {
    self.since = since
    self.looks = looks
    self.nextLookAt = nextLookAt
  }
}

/// A job whose last attempt is in doubt, as the ledger holds it.
package struct DoubtfulJob: Hashable, Sendable {
  package var entry: AgendaEntry
  package var error: JobError
  package var doubt: Doubt

  package init(entry: AgendaEntry, error: JobError, doubt: Doubt) {
    self.entry = entry
    self.error = error
    self.doubt = doubt
  }
}

/// A message that was sent, but whose provider id is not known yet.
package struct NamelessJob: Hashable, Sendable {
  package var number: JobNumber
  package var account: String
  package var key: MessageKey
  /// When its attempt began.
  package var since: PastMoment
  /// When it was sent.
  package var sentAt: WallTime

  package init(
    number: JobNumber,
    account: String,
    key: MessageKey,
    since: PastMoment,
    sentAt: WallTime
  ) {
    self.number = number
    self.account = account
    self.key = key
    self.since = since
    self.sentAt = sentAt
  }
}
