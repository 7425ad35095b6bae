/// One inotify instance that several owners share; each is notified only of its own directories.
///
/// On Debian a user may have 128 instances (`fs.inotify.max_user_instances`), but many thousand
/// watches. The instance is made with the first watch. Handlers run on the executor's queue.
package actor SharedInotify: QueueActor {
  /// Receives events in order: those of the watched directory, and `overflowed`.
  package typealias Handler = @Sendable ([InotifyEvent]) -> Void

  package nonisolated let executor: QueueExecutor

  /// Keeps a directory watched as long as it lives.
  package final class Watch: Sendable {
    private let owner: SharedInotify
    private let event: InotifyEvent.Watch
    private let number: UInt64

    fileprivate init(_ owner: SharedInotify, _ event: InotifyEvent.Watch, _ number: UInt64) {
      self.owner = owner
      self.event = event
      self.number = number
    }

    deinit {
      owner.end(event, number)
    }
  }

  private final class Instance {
    let inotify: Inotify
    let source: ReadSource

    init(on executor: QueueExecutor, handler: @escaping @Sendable () -> Void) throws(SystemError) {
      inotify = try Inotify()
      source = try ReadSource(inotify.raw, on: executor, handler: handler)
    }
  }

  private let mask: InotifyMask
  private var instance: Instance?
  /// More than one if several owners watch one directory, for which the kernel has one watch.
  private var handlers: [InotifyEvent.Watch: [UInt64: Handler]] = [:]
  private var lastNumber: UInt64 = 0

  /// - Parameters:
  ///   - mask: What directories are watched for.
  ///   - executor: Where handlers run.
  package init(for mask: InotifyMask, on executor: QueueExecutor) {
    self.mask = mask
    self.executor = executor
  }

  /// Watches a directory; to be called on the executor's queue.
  ///
  /// - Parameters:
  ///   - directory: Exactly that directory, wherever it is moved.
  ///   - handler: Called with events. After `watchEnded` there are no more.
  /// - Returns: The watch, which ends when its last reference is released.
  /// - Throws: `SystemError`, for example at the limits of inotify.
  package nonisolated func watch(
    _ directory: Directory,
    handler: @escaping Handler
  ) throws(SystemError) -> Watch {
    try assumeIsolated { owner in
      Result { () throws(SystemError) in try owner.add(directory, handler) }
    }.get()
  }

  /// Delivers the events that are ready now; to be called on the executor's queue.
  package nonisolated func read() {
    assumeIsolated { $0.handOn() }
  }

  private func add(
    _ directory: Directory,
    _ handler: @escaping Handler
  ) throws(SystemError) -> Watch {
    let instance = try openInstance()
    let watch = try instance.inotify.watch(directory, for: mask)
    lastNumber += 1
    handlers[watch, default: [:]][lastNumber] = handler
    return Watch(self, watch, lastNumber)
  }

  private func openInstance() throws(SystemError) -> Instance {
    if let instance { return instance }
    let made = try Instance(on: executor) { [weak self] in self?.read() }
    instance = made
    return made
  }

  private nonisolated func end(_ watch: InotifyEvent.Watch, _ number: UInt64) {
    if executor.isCurrent {
      assumeIsolated { $0.remove(watch, number) }
    } else {
      executor.async { self.assumeIsolated { $0.remove(watch, number) } }
    }
  }

  private func remove(_ watch: InotifyEvent.Watch, _ number: UInt64) {
    guard handlers[watch]?.removeValue(forKey: number) != nil, handlers[watch]?.isEmpty == true
    else { return }
    handlers[watch] = nil
    // Fails if the directory was just removed, and the watch with it.
    try? instance?.inotify.remove(watch)
  }

  private func handOn() {
    guard let instance else { return }
    do throws(SystemError) {
      handOn(try instance.inotify.read())
    } catch {
      // This instance delivers nothing more: the owners have to watch again.
      self.instance = nil
      let all = handlers
      handlers = [:]
      for (watch, handlers) in all {
        let end = InotifyEvent(watch: watch, mask: .watchEnded, cookie: 0, name: nil)
        for handler in handlers.values { handler([end]) }
      }
    }
  }

  private func handOn(_ events: [InotifyEvent]) {
    var batches: [InotifyEvent.Watch: [InotifyEvent]] = [:]
    var lost: [InotifyEvent] = []
    for event in events {
      if let watch = event.watch {
        batches[watch, default: []].append(event)
      } else {
        lost.append(event)
      }
    }
    if !lost.isEmpty {
      // Lost events concern every watch.
      for watch in handlers.keys { batches[watch, default: []] += lost }
    }
    for (watch, events) in batches {
      let handlers = handlers[watch] ?? [:]
      if events.contains(where: { $0.mask.contains(.watchEnded) }) { self.handlers[watch] = nil }
      for handler in handlers.values { handler(events) }
    }
  }
}
