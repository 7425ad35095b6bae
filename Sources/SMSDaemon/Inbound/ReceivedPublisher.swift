internal import SMSCore
internal import SMSSpool
internal import SMSSystem

/// Writes the files of inbound messages, on the publisher's queue, and shows in them what became of
/// the files that are fetched.
///
/// The ledger keeps returning messages without a durable file, also after a restart. A spool whose
/// files cannot be written is retried later and does not hold up the others.
actor ReceivedPublisher: QueueActor {
  static let page = 256
  static let retryTime = Interval(seconds: 5)

  nonisolated let executor: QueueExecutor

  private let inbox: any Inbox & MediaQueue
  /// Called when the files of messages are durable.
  private var published: @Sendable () -> Void = {}
  private let log: Log
  private let reporter: EventReporter
  private var stores: [String: ReceivedStore]
  /// Spools whose failure has been logged.
  private var reported: Set<String> = []
  private var isRunning = false
  private var isAsked = false
  private var timer: DeadlineTimer?
  private var flushed: [CheckedContinuation<Void, Never>] = []

  init(
    inbox: any Inbox & MediaQueue,
    stores: [String: ReceivedStore],
    log: Log,
    reporter: EventReporter,
    on executor: QueueExecutor
  ) {
    self.executor = executor
    self.inbox = inbox
    self.stores = stores
    self.log = log
    self.reporter = reporter
  }

  /// Starts with the messages that have no durable file yet.
  ///
  /// - Parameter published: Called when the files of messages are durable.
  func start(published: @escaping @Sendable () -> Void) {
    self.published = published
    timer = DeadlineTimer(on: executor, leeway: 100_000_000) { [weak self] in
      self?.assumeIsolated { $0.ask() }
    }
    ask()
  }

  /// Notes that messages have arrived; may be called from any thread and as often as needed.
  nonisolated func wake() {
    executor.async { self.assumeIsolated { $0.ask() } }
  }

  /// Applies a configuration of spools.
  func use(_ stores: [String: ReceivedStore]) {
    self.stores = stores
    ask()
  }

  private func ask() {
    isAsked = true
    guard !isRunning else { return }
    isRunning = true
    Task {
      while isAsked {
        isAsked = false
        await publishAll()
        await showAll()
      }
      isRunning = false
      for waiter in flushed { waiter.resume() }
      flushed = []
    }
  }

  /// Returns when everything now in the ledger has its file, as far as the disks allow.
  func flush() async {
    ask()
    while isRunning { await withCheckedContinuation { flushed.append($0) } }
  }

  private func publishAll() async {
    var position: Int64 = 0
    while let page = await messages(after: position), let last = page.last {
      await publish(page)
      position = last.number
      if page.count < Self.page { break }
    }
  }

  private func messages(after number: Int64) async -> [ReceivedMessage]? {
    do throws(LedgerError) {
      return try await inbox.unpublishedMessages(after: number, limit: Self.page)
    } catch {
      reporter.ledgerFailed(error)
      tryLater()
      return nil
    }
  }

  private func publish(_ page: [ReceivedMessage]) async {
    var written: [Int64] = []
    for (spool, messages) in Dictionary(grouping: page, by: \.spool)
    where publish(messages, in: spool) {
      written += messages.map(\.number)
    }
    guard !written.isEmpty else { return }
    do throws(LedgerError) {
      try await inbox.markPublished(messages: written)
      published()
    } catch {
      reporter.ledgerFailed(error)
      tryLater()
    }
  }

  /// - Returns: Whether the files are durable.
  private func publish(_ messages: [ReceivedMessage], in spool: String) -> Bool {
    write(in: spool) { store throws(SystemError) in try store.publish(messages) }
  }

  /// - Returns: Whether what was written is durable.
  private func write(
    in spool: String,
    _ body: (inout ReceivedStore) throws(SystemError) -> Void
  ) -> Bool {
    // Messages of a spool removed from the configuration wait until it is back.
    guard var store = stores[spool] else { return false }
    do throws(SystemError) {
      try body(&store)
      try store.sync()
      stores[spool] = store
      if reported.remove(spool) != nil { log.write(.publishRecovered, [("spool", spool)]) }
      return true
    } catch {
      if reported.insert(spool).inserted {
        log.write(.publishFailed, [("spool", spool), ("error", "\(error)")])
      }
      tryLater()
      return false
    }
  }

  private func showAll() async {
    var position: Int64 = 0
    while let page = await unshown(after: position), let last = page.last {
      var shown: [MediumName] = []
      for (spool, messages) in Dictionary(grouping: page, by: \.spool)
      where write(in: spool, { store throws(SystemError) in try store.show(messages) }) {
        shown += messages.flatMap(\.unshown)
      }
      guard await markShown(shown) else { return }
      position = last.message
      if page.count < Self.page { break }
    }
  }

  private func unshown(after message: Int64) async -> [ShownMedia]? {
    do throws(LedgerError) {
      return try await inbox.unshownMedia(after: message, limit: Self.page)
    } catch {
      reporter.ledgerFailed(error)
      tryLater()
      return nil
    }
  }

  private func markShown(_ media: [MediumName]) async -> Bool {
    guard !media.isEmpty else { return true }
    do throws(LedgerError) {
      try await inbox.markShown(media)
      return true
    } catch {
      reporter.ledgerFailed(error)
      tryLater()
      return false
    }
  }

  private func tryLater() {
    timer?.arm(at: Moment.now().monotonic.advanced(by: Self.retryTime).nanoseconds)
  }
}
