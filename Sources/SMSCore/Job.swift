/// A job's place in the ledger: unique, rising in order of acceptance, never used again.
package struct JobNumber: Hashable, Comparable, Sendable {
  package let value: Int64

  package init(_ value: Int64) {
    self.value = value
  }

  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// What a producer calls a job: its id within its spool.
package struct JobName: Hashable, Sendable {
  package var spool: String
  package var id: String

  package init(spool: String, id: String) {
    self.spool = spool
    self.id = id
  }
}

/// The queue within the ledger that a message waits in: first come first served inside it.
package struct Lane: Hashable, Sendable {
  package var account: String
  package var spool: String
  package var priority: Priority

  package init(account: String, spool: String, priority: Priority) {
    self.account = account
    self.spool = spool
    self.priority = priority
  }
}

/// What becomes of a message whose attempt may have reached the provider and cannot be settled.
package enum UncertainPolicy: Int, Hashable, Sendable {
  /// End as `uncertain`: better not sent than sent twice.
  case report = 0
  /// Send once more: better sent twice than not.
  case resend = 1
}

/// A message as intake accepted it: every member checked, defaults filled in.
package struct Message: Hashable, Sendable {
  package var account: String
  package var to: PhoneNumber
  package var from: PhoneNumber
  package var text: MessageText
  package var priority: Priority
  package var notBefore: WallTime?
  package var expiresAt: WallTime
  /// The request's own choice; nil leaves it to the configuration.
  package var ifUncertain: UncertainPolicy?

  package init(
    account: String,
    to: PhoneNumber,
    from: PhoneNumber,
    text: MessageText,
    priority: Priority,
    notBefore: WallTime?,
    expiresAt: WallTime,
    ifUncertain: UncertainPolicy?
  ) {
    self.account = account
    self.to = to
    self.from = from
    self.text = text
    self.priority = priority
    self.notBefore = notBefore
    self.expiresAt = expiresAt
    self.ifUncertain = ifUncertain
  }
}

/// What a hold stops: a switch over many jobs, or one job.
package enum HoldScope: Hashable, Sendable {
  case all
  case spool(String)
  case account(String)
  case job(JobName)
}

/// A request that changes other jobs instead of sending a message.
package enum Command: Hashable, Sendable {
  case cancel(JobName)
  case hold(HoldScope)
  case release(HoldScope)
  case retry(JobName)
  /// Every failed, expired or uncertain job whose error has this code, in one spool or in all.
  case retryAll(code: ErrorCode, spool: String?)
  /// Deferred jobs are due now, in one spool or in all.
  case flush(spool: String?)

  /// The word of the contract for the request's `kind`.
  package var kind: String {
    switch self {
    case .cancel: "cancel"
    case .hold: "hold"
    case .release: "release"
    case .retry, .retryAll: "retry"
    case .flush: "flush"
    }
  }
}

/// A request that passed every check and waits for its commit.
package struct Submission: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case message(Message)
    case command(Command)
  }

  package var name: JobName
  package var content: Content
  /// Whether the request holds its `id` itself; without, the file's name is the id.
  package var hasExplicitID: Bool
  /// The keyed digest of the normalised content, 32 bytes; never the content itself.
  package var digest: [UInt8]
  /// The request's `metadata` as canonical JSON text; nil if it has none.
  package var metadata: String?
  /// The owner of the request file (`st_uid`): the producer on record.
  package var producer: UInt32
  /// The random number under which the file lies in `.taken/`: the same file read again after a
  /// crash is recognised by it.
  package var taken: Int64
  package var acceptedAt: WallTime

  package init(
    name: JobName,
    content: Content,
    hasExplicitID: Bool,
    digest: [UInt8],
    metadata: String?,
    producer: UInt32,
    taken: Int64,
    acceptedAt: WallTime
  ) {
    self.name = name
    self.content = content
    self.hasExplicitID = hasExplicitID
    self.digest = digest
    self.metadata = metadata
    self.producer = producer
    self.taken = taken
    self.acceptedAt = acceptedAt
  }
}
