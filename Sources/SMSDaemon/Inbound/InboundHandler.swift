internal import SMSCore
internal import SMSListener
internal import SMSSystem

/// Stores the provider's webhook events in the ledger, and notifies the parts that depend on them.
actor InboundHandler: QueueActor {
  /// What the handler works with.
  struct Dependencies: Sendable {
    var inbox: any Inbox
    var log: Log
    var reporter: EventReporter
    var recorder: MetricsRecorder
    /// The digest of an automatic reply's request.
    var digest: @Sendable ([UInt8]) -> [UInt8]
    /// The keyed digest of a person's text.
    var textDigest: @Sendable (String) -> TextDigest
    /// The clock by which submissions are dated in addition to the wall clock.
    var bootTime: @Sendable () -> BootTime
    /// Called when results have changed.
    var resultsChanged: @Sendable () -> Void
    /// Called when inbound messages are waiting to be published.
    var messagesCame: @Sendable () -> Void
    /// Called when events could not be stored: the provider may give up before they can.
    var missed: @Sendable () -> Void
    /// Receives automatic replies that have become jobs.
    var accepted: @Sendable ([Acceptance]) -> Void
  }

  nonisolated let executor = QueueExecutor(label: "inbound")

  private let dependencies: Dependencies
  private var replies: AutomaticReplies
  private var owners: NumberOwners
  private var optOutWords: Set<String>
  private var mediaOrder: @Sendable (_ sentAt: WallTime, _ now: WallTime) -> MediaOrder?
  /// False until the dispatcher has started; everything must be sent again until then.
  private var isOpen = false

  init(_ dependencies: Dependencies, configuration: Configuration) {
    self.dependencies = dependencies
    replies = AutomaticReplies(configuration, digest: dependencies.digest)
    owners = configuration.numberOwners
    optOutWords = configuration.optOutWords
    mediaOrder = { configuration.mediaOrder(sentAt: $0, at: $1) }
  }

  func open() {
    isOpen = true
  }

  /// Applies a configuration of spools and numbers.
  func use(_ configuration: Configuration) {
    replies = AutomaticReplies(configuration, digest: dependencies.digest)
    owners = configuration.numberOwners
    optOutWords = configuration.optOutWords
    mediaOrder = { configuration.mediaOrder(sentAt: $0, at: $1) }
  }

  /// Stores events.
  ///
  /// - Returns: The fate of each event, in order; nil if not all of them are durable.
  func take(_ events: [WebhookEvent]) async -> [WebhookEventFate]? {
    guard isOpen else {
      dependencies.missed()
      return nil
    }
    let now = Moment.now().wall
    var receipts: [Receipt] = []
    var messages: [InboundDelivery] = []
    for event in events {
      switch event {
      case .receipt(let receipt): receipts.append(receipt)
      case .message(let message): messages.append(delivery(of: message, at: now))
      }
    }
    // Both join the same commit unless one is already running.
    async let kept = keep(receipts, now)
    async let taken = keep(messages, now)
    guard case (true, var fates?) = await (kept, taken) else {
      dependencies.missed()
      return nil
    }
    fates.reverse()
    return events.map { event in
      if case .message = event { fates.popLast() ?? .kept } else { .kept }
    }
  }

  /// Stores texts of the provider's list that no call has brought.
  ///
  /// - Parameters:
  ///   - records: The texts.
  ///   - through: The time up to which the list is read, for those that have none: a START among them
  ///     is not heeded, as it may be older than a STOP.
  ///   - age: How old a text may be that gets an automatic reply.
  /// - Returns: How many of them were new; nil if not all of them are durable.
  func catchUp(
    _ records: [InboundRecord],
    through: WallTime,
    answeringUpTo age: Interval
  ) async -> Int? {
    guard isOpen else { return nil }
    let now = Moment.now().wall
    let deliveries = records.map { record in
      let sentAt = record.at ?? through
      let isFresh = now.since(sentAt) <= age
      var delivery = delivery(of: record.message, sentAt: sentAt, isAnswered: isFresh, at: now)
      if record.at == nil, delivery.keyword == .start { delivery.keyword = nil }
      return delivery
    }
    guard let outcomes = await store(deliveries, now) else { return nil }
    return outcomes.count(where: \.isNew)
  }

  private func delivery(
    of message: InboundMessage,
    sentAt: WallTime? = nil,
    isAnswered: Bool = true,
    at now: WallTime
  ) -> InboundDelivery {
    let spools = owners.candidates(for: message.to)
    let instant = CodeInstant(wall: now, boot: dependencies.bootTime())
    return InboundDelivery(
      message: message,
      digest: dependencies.textDigest(message.body),
      optOutWords: optOutWords,
      spools: spools,
      autoReplies: isAnswered ? replies.answers(to: message, in: spools, now: instant) : [:],
      confirmations: isAnswered
        ? replies.confirmations(of: message, in: spools, now: instant) : [:],
      sentAt: sentAt,
      fetching: message.media.isEmpty ? nil : mediaOrder(sentAt ?? now, now)
    )
  }

  private func keep(_ receipts: [Receipt], _ now: WallTime) async -> Bool {
    guard !receipts.isEmpty else { return true }
    do throws(LedgerError) {
      let matches = try await dependencies.inbox.keep(receipts, at: now)
      dependencies.reporter.ledgerWorks()
      dependencies.recorder.add(receipts, matches)
      for (receipt, match) in zip(receipts, matches) { dependencies.log.write(receipt, match) }
      if matches.contains(where: { if case .joined = $0 { true } else { false } }) {
        dependencies.resultsChanged()
      }
      return true
    } catch {
      dependencies.reporter.ledgerFailed(error)
      return false
    }
  }

  /// - Returns: The fate of each message, in order; nil if they are not durable.
  private func keep(_ messages: [InboundDelivery], _ now: WallTime) async -> [WebhookEventFate]? {
    await store(messages, now)?.map { $0.isContradiction ? .contradicts : .kept }
  }

  /// - Returns: What became of each message, in order; nil if they are not durable.
  private func store(_ messages: [InboundDelivery], _ now: WallTime) async -> [InboundOutcome]? {
    guard !messages.isEmpty else { return [] }
    do throws(LedgerError) {
      let outcomes = try await dependencies.inbox.keep(messages, at: now)
      dependencies.reporter.ledgerWorks()
      dependencies.recorder.add(outcomes)
      for (message, outcome) in zip(messages, outcomes) {
        dependencies.log.write(message.message, outcome)
      }
      dependencies.messagesCame()
      let accepted = outcomes.compactMap(\.reply)
      if !accepted.isEmpty { dependencies.accepted(accepted) }
      return outcomes
    } catch {
      dependencies.reporter.ledgerFailed(error)
      return nil
    }
  }
}
