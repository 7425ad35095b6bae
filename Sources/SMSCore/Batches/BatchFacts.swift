/// A batch as its result shows it, besides what it has in common with any job.
package struct BatchFacts: Hashable, Sendable {
  /// The contract's words for what becomes of a batch.
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// Its messages are being added to the ledger; none may go yet.
    case accepting
    /// All its messages are in the ledger, and none has been sent.
    case queued
    /// A message of it has ended or is on its way.
    case sending
    /// An operator or its producer holds it.
    case held
    /// Each of its messages has ended.
    case done
    /// It was canceled, and what could not be canceled any more has ended.
    case canceled
    /// It was not accepted.
    case rejected

    package var isFinal: Bool { self == .done || self == .canceled || self == .rejected }
  }

  package var status: Status
  /// How many messages its file has.
  package var messages: Int
  /// How many of them are in the ledger, those that it knew already included.
  package var accepted: Int
  /// How many were known already, with the same content: they are not sent again.
  package var repeated: Int
  /// How many segments its messages have together.
  package var segments: Int
  package var results: BatchRequest.Results
  /// How many of its messages are in each state; those that it repeats are not counted.
  package var counts: [JobState: Int]
  /// How many ended with each error.
  package var errors: [ErrorCode: Int]
  /// When its last message was added; nil before.
  package var activatedAt: WallTime?
  /// The accounts that its messages go through.
  package var accounts: [String]

  package init(
    status: Status,
    messages: Int,
    accepted: Int,
    repeated: Int,
    segments: Int,
    results: BatchRequest.Results,
    counts: [JobState: Int],
    errors: [ErrorCode: Int],
    activatedAt: WallTime?,
    accounts: [String]
  ) {
    self.status = status
    self.messages = messages
    self.accepted = accepted
    self.repeated = repeated
    self.segments = segments
    self.results = results
    self.counts = counts
    self.errors = errors
    self.activatedAt = activatedAt
    self.accounts = accounts
  }

  /// Whether messages are still being added, also while it is held.
  package var isAccepting: Bool { activatedAt == nil && !status.isFinal }

  /// How many of its messages are in one of these states.
  package func count(_ states: JobState...) -> Int {
    states.reduce(0) { $0 + (counts[$1] ?? 0) }
  }

  /// How many of its messages have not ended, those that are not in the ledger yet included.
  package var unfinished: Int {
    let waiting = count(.queued, .deferred, .held, .attempting, .inDoubt)
    return isAccepting ? waiting + messages - accepted : waiting
  }

  /// How many of its messages were refused because their recipients opted out.
  package var optedOut: Int { errors[.recipientOptedOut] ?? 0 }
}

/// What a message of a batch says about the batch.
package struct BatchMembership: Hashable, Sendable {
  /// The batch's id, in the spool of the message.
  package var id: String
  package var results: BatchRequest.Results
  /// Whether the file of its results may be made anew: the batch has not ended, or only after this
  /// change of the message.
  package var mayMakeFile: Bool

  package init(id: String, results: BatchRequest.Results, mayMakeFile: Bool) {
    self.id = id
    self.results = results
    self.mayMakeFile = mayMakeFile
  }
}
