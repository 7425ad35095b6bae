/// A job as its result file shows it.
package struct JobSnapshot: Hashable, Sendable {
  package var number: JobNumber
  /// The number of the change that this snapshot shows; it grows with every change of any job.
  package var change: Int64
  package var name: JobName
  /// The contract's word for the request's kind.
  package var kind: String
  package var state: JobState
  /// Absent for commands.
  package var message: MessageFacts?
  /// POSTs made so far.
  package var attempts: Int
  package var acceptedAt: WallTime
  package var updatedAt: WallTime
  /// When the next attempt or look is due; nil unless the job is deferred.
  package var nextAttemptAt: WallTime?
  package var error: JobError?
  /// The request's `metadata` as canonical JSON text.
  package var metadata: String?
  /// The id of the job that this one repeats.
  package var retryOf: String?
  /// The id of the job that repeats this one.
  package var retriedAs: String?
  /// For commands on many jobs: how many they changed.
  package var affected: Int?
  /// For commands on many jobs: how many it came too late for, by the state in which they ended.
  package var tooLate: [JobState: Int] = [:]
  /// For an update that was carried out: the members that it changed, in the contract's words.
  package var updated: [String] = []
  /// The code that a `verify` or `enroll` sent; nil for other kinds, and if it was refused.
  package var verification: VerificationFacts?
  /// The result of a `check`.
  package var verdict: Verdict?

  /// The state of a code, as a result shows it.
  package struct VerificationFacts: Hashable, Sendable {
    package var expiresAt: WallTime
    package var attemptsLeft: Int
    /// How often the code was sent.
    package var sends: Int

    package init(expiresAt: WallTime, attemptsLeft: Int, sends: Int) {
      self.expiresAt = expiresAt
      self.attemptsLeft = attemptsLeft
      self.sends = sends
    }
  }
  /// What the receipts say; nil until one has arrived.
  package var delivery: Delivery?
  /// For lookups: the provider's record as JSON text.
  package var record: String?
  /// The tokens of the submissions that were accepted as this job, newest last.
  package var acks: [String] = []
  /// The batch that the message came in; nil for one that came by itself.
  package var ownBatch: BatchMembership?
  /// Other batches that repeat it, and show its result too.
  package var repeatingBatches: [BatchMembership] = []
  /// The batches whose results show it.
  package var memberships: [BatchMembership] {
    if ownBatch == nil, repeatingBatches.isEmpty { return [] }
    return [ownBatch].compactMap(\.self) + repeatingBatches
  }
  /// For batches: what is special about them.
  package var batch: BatchFacts?
  /// The earliest time that its request allows; nil if it gave none.
  package var notBefore: WallTime?
  /// When its spool's window let it go first; nil if that was at once.
  package var opensAt: WallTime?
  /// Whether it may go whatever its spool's window says.
  package var isExempt = false
  /// Whether the phone that it went to was erased, with text, metadata and details.
  package var isErased = false

  /// Whether it has a result file: a queued job has one only if its request carried an `ack`.
  package var isPublished: Bool {
    state.isPublished || (state == .queued && (!acks.isEmpty || batch != nil))
  }

  /// The part of a message that a result shows: everything except its text and its media.
  package struct MessageFacts: Hashable, Sendable {
    package var account: String
    /// nil for a subject without a phone, and once the number was erased.
    package var to: PhoneNumber?
    package var from: PhoneNumber
    package var priority: Priority
    /// nil until the provider's id is known.
    package var providerMessageID: String?
    /// 0 for an MMS.
    package var segments: Int
    /// How many media an MMS has; nil for a text.
    package var media: Int?
    package var encoding: MessageText.Encoding
    /// What was replaced in the request's text.
    package var replacements: [TextReplacement] = []

    package init(
      account: String,
      to: PhoneNumber?,
      from: PhoneNumber,
      priority: Priority,
      providerMessageID: String?,
      segments: Int,
      encoding: MessageText.Encoding
    ) {
      self.account = account
      self.to = to
      self.from = from
      self.priority = priority
      self.providerMessageID = providerMessageID
      self.segments = segments
      self.encoding = encoding
    }
  }

  package init(
    number: JobNumber,
    change: Int64,
    name: JobName,
    kind: String,
    state: JobState,
    message: MessageFacts?,
    attempts: Int,
    acceptedAt: WallTime,
    updatedAt: WallTime,
    nextAttemptAt: WallTime?,
    error: JobError?,
    metadata: String?,
    retryOf: String?,
    retriedAs: String?,
    affected: Int?,
    verification: VerificationFacts? = nil,
    verdict: Verdict? = nil
  ) {
    self.number = number
    self.change = change
    self.name = name
    self.kind = kind
    self.state = state
    self.message = message
    self.attempts = attempts
    self.acceptedAt = acceptedAt
    self.updatedAt = updatedAt
    self.nextAttemptAt = nextAttemptAt
    self.error = error
    self.metadata = metadata
    self.retryOf = retryOf
    self.retriedAs = retriedAs
    self.affected = affected
    self.verification = verification
    self.verdict = verdict
  }
}
