/// A request that has passed every check and waits for its commit.
package struct Submission: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case message(Message)
    case command(Command)
    case code(CodeRequest)
    case check(CheckRequest)
    /// Forgets the phone of a subject.
    case unenroll(subject: String)
    case batch(BatchRequest)
  }

  package var name: JobName
  package var content: Content
  /// Whether the request itself has an `id`; if not, the file's name is the id.
  package var hasExplicitID: Bool
  /// The keyed digest of the normalised content, 32 bytes; never the content itself.
  package var digest: [UInt8]
  /// The request's `metadata` as canonical JSON text; nil if it has none.
  package var metadata: String?
  /// The token of this submission, repeated in results; not part of the content.
  package var ack: String?
  /// What enters the audit; nil for a producer's request.
  package var act: OperatorAct?
  /// The owner of the request file (`st_uid`): the producer on record.
  package var producer: UInt32
  /// The random number under which the file is kept in `.taken/`; after a crash it identifies the
  /// same file.
  package var taken: Int64
  /// When the producer moved the file to its place; nil if that is not known.
  package var droppedAt: WallTime?
  package var acceptedAt: WallTime
  /// The same time on the clock that codes live by.
  package var acceptedOn: BootTime

  package init(
    name: JobName,
    content: Content,
    hasExplicitID: Bool,
    digest: [UInt8],
    metadata: String?,
    ack: String? = nil,
    act: OperatorAct? = nil,
    producer: UInt32,
    taken: Int64,
    droppedAt: WallTime? = nil,
    acceptedAt: WallTime,
    acceptedOn: BootTime
  ) {
    self.name = name
    self.content = content
    self.hasExplicitID = hasExplicitID
    self.digest = digest
    self.metadata = metadata
    self.ack = ack
    self.act = act
    self.producer = producer
    self.taken = taken
    self.droppedAt = droppedAt
    self.acceptedAt = acceptedAt
    self.acceptedOn = acceptedOn
  }

  /// When it was accepted, on the clocks that the life of codes is measured by.
  package var instant: CodeInstant { CodeInstant(wall: acceptedAt, boot: acceptedOn) }

  /// The numbers that the recipient's sender is chosen from; nil if the sender is fixed.
  package var pool: SenderPool? {
    switch content {
    case .message(let message): message.pool
    case .code(let request): request.pool
    case .command, .check, .unenroll, .batch: nil
    }
  }

  /// The same with the sender that was chosen.
  package func sent(from number: PhoneNumber) -> Submission {
    var submission = self
    switch content {
    case .message(var message):
      message.from = number
      submission.content = .message(message)
    case .code(var request):
      request.from = number
      submission.content = .code(request)
    case .command, .check, .unenroll, .batch: break
    }
    return submission
  }

  /// The contract's word for the request's kind.
  package var kind: String {
    switch content {
    case .message: "message"
    case .command(let command): command.kind
    case .code(let request): request.kind
    case .check: "check"
    case .unenroll: "unenroll"
    case .batch: "batch"
    }
  }
}

/// What the ledger did with a submission.
package enum Acceptance: Hashable, Sendable {
  /// A new job is durable: a message as its agenda entry, a command as its command job.
  case message(AgendaEntry)
  case command(CommandJob)
  /// A new job is durable and has already ended: a verdict, or what may not be sent.
  case ended(EndedJob)
  /// The same explicit id with the same content (or the same taken file again after a crash): no
  /// second job; the result is published again.
  case again(JobNumber)
  /// The id is in use for other content, or it came from the file's name.
  case duplicate
}
