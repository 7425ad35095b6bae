internal import Dispatch

/// Waits for all watched descriptors of the process on one thread, and notifies their watches.
///
/// The thread belongs to a separate queue, whose only block never ends. A descriptor is reported
/// once (`oneShot`), then not until its watch asks again.
actor ReadinessLoop: QueueActor {
  /// The loop of this process, or why it could not be started.
  static let shared = Result { () throws(SystemError) in try ReadinessLoop.start() }

  nonisolated let executor = QueueExecutor(label: "readiness")

  /// How many events one wait may return.
  private static let capacity = 64

  private nonisolated let epoll: Epoll
  private var watches: [UInt64: ReadWatch] = [:]
  private var lastNumber: UInt64 = 0

  private init() throws(SystemError) {
    epoll = try Epoll()
  }

  private static func start() throws(SystemError) -> ReadinessLoop {
    let loop = try ReadinessLoop()
    DispatchQueue(label: "readiness-wait").async { loop.wait() }
    return loop
  }

  /// A number that no earlier watch had.
  nonisolated func makeNumber() -> UInt64 {
    executor.sync {
      assumeIsolated { loop in
        loop.lastNumber += 1
        return loop.lastNumber
      }
    }
  }

  /// Starts watching; the watch is notified from now on.
  nonisolated func add(_ watch: ReadWatch) throws(SystemError) {
    executor.sync { assumeIsolated { $0.watches[watch.number] = watch } }
    do {
      try epoll.add(watch.descriptor.raw, [.readable, .oneShot], data: watch.number)
    } catch {
      forget(watch.number)
      throw error
    }
  }

  /// Notifies the watch once more when its descriptor is ready, or still is.
  nonisolated func rearm(_ watch: ReadWatch) {
    // Fails only for a descriptor that is not in the set, and then there is nothing to report.
    try? epoll.modify(watch.descriptor.raw, [.readable, .oneShot], data: watch.number)
  }

  /// Stops watching; an event already seen may still be reported.
  nonisolated func remove(_ watch: ReadWatch) {
    try? epoll.remove(watch.descriptor.raw)
    forget(watch.number)
  }

  private nonisolated func forget(_ number: UInt64) {
    executor.async { self.assumeIsolated { _ = $0.watches.removeValue(forKey: number) } }
  }

  /// Runs on the thread, and never returns.
  private nonisolated func wait() {
    var buffer = EpollBuffer(capacity: ReadinessLoop.capacity)
    while true {
      do {
        try buffer.wait(epoll)
      } catch {
        preconditionFailure("the loop's own epoll set: \(error)")
      }
      let numbers = (0..<buffer.count).map { buffer[$0].data }
      executor.sync { assumeIsolated { $0.notify(numbers) } }
    }
  }

  private func notify(_ numbers: [UInt64]) {
    for number in numbers {
      watches[number]?.ready()
    }
  }
}
