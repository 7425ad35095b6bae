/// The jobs that a list, a count or a command is about.
///
/// A job must meet every condition; one with several values is met by any of them.
package struct JobFilter: Hashable, Sendable {
  /// The states; nil for all.
  package var states: Set<JobState>?
  /// The recipients; nil for all, also commands, which have none.
  package var recipients: Set<PhoneNumber>?
  /// What stands for `recipients` that were erased; counts only with them.
  package var erasedRecipients: Set<PhoneDigest> = []
  /// The numbers of ours that send them; nil for all.
  package var senders: Set<PhoneNumber>?
  /// The codes of the error that a job shows now; nil for jobs with any error or none.
  package var errors: Set<ErrorCode>?
  /// The accounts; nil for all, also commands, which have none.
  package var accounts: Set<String>?
  /// The spools; nil for all.
  package var spools: Set<String>?
  /// The priorities; nil for all, also commands, which have none.
  package var priorities: Set<Priority>?
  /// The ids of batches that they came in; nil for all jobs, also those that came by themselves.
  package var batches: Set<String>?
  /// Accepted at that time or later; nil for no bound.
  package var since: WallTime?
  /// Accepted before that time; nil for no bound.
  package var until: WallTime?
  /// What the request's `metadata` must contain, all of it.
  package var metadata: Set<MetadataMatch> = []
  /// The newest job; nil for no bound.
  ///
  /// A command acts on no job that came after its count.
  package var through: JobNumber?
  /// The newest change: jobs that changed later do not match; nil for no bound.
  ///
  /// What a person confirmed by its status is not something that got that status since.
  package var unchangedSince: Int64?
  /// What kind of jobs it is about; neither requests nor command lines name it.
  package var subject = Subject.any

  /// The kind of jobs that a filter is about.
  package enum Subject: Hashable, Sendable {
    /// Messages, codes, and requests that send nothing.
    ///
    /// Of these requests, the states select only those with a state that messages never have: a
    /// canceled message is listed, and not the request that canceled it.
    case any
    /// Requests that send nothing, such as an operator's.
    case requests
    /// Messages and codes.
    case messages
    /// Messages and codes; while an attempt is in progress, the state before it counts as well.
    case unsettled
    /// Messages that can be sent again: not retried yet, and with a text.
    case retryable
    /// Batches, without their messages.
    case batches
  }

  /// Every job.
  package static let all = JobFilter()

  package init(
    states: Set<JobState>? = nil,
    errors: Set<ErrorCode>? = nil,
    spools: Set<String>? = nil
  ) {
    self.states = states
    self.errors = errors
    self.spools = spools
  }
}

/// A member at the top of a request's `metadata`, and its value.
///
/// A string has that value if it is that text, a number if it is the number that the text says, and
/// true and false if the text is that word. Nothing else has a value.
package struct MetadataMatch: Hashable, Sendable {
  package var key: String
  package var value: String

  package init(key: String, value: String) {
    self.key = key
    self.value = value
  }

  /// The number that the value says, in the notation of JSON; nil for other texts.
  package var number: Double? {
    let characters = Set("0123456789+-.eE".utf8)
    guard let first = value.utf8.first, first != UInt8(ascii: "+"),
      value.utf8.allSatisfy({ characters.contains($0) }),
      let number = Double(value), number.isFinite
    else { return nil }
    return number
  }
}
