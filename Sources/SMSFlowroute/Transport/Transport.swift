package import SMSCore
package import SMSSystem

/// HTTP requests to providers over libcurl's multi interface, driven by one Dispatch queue.
///
/// All of libcurl's sockets sit in one epoll descriptor of ours, which one read source watches: a
/// source for each socket would outlive it, since libcurl closes sockets on its own. One turn of
/// the queue lets libcurl work, collects what happened, and tells each line in one batch.
package actor Transport {
  package nonisolated let executor: QueueExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  let multi: CurlMulti
  var lines: [ObjectIdentifier: LineState] = [:]
  var running: [ObjectIdentifier: CurlEasy] = [:]
  private var sockets: ReadSource?
  private var timer: DeadlineTimer?
  private var isTurnDue = false

  private init(executor: QueueExecutor) throws(TransportError) {
    self.executor = executor
    multi = try CurlMulti()
  }

  /// Makes a transport that is ready to work.
  ///
  /// - Throws: `TransportError` if libcurl or the kernel refuses what is needed.
  package static func start(
    on executor: QueueExecutor = QueueExecutor(label: "transport")
  ) async throws(TransportError) -> Transport {
    let transport = try Transport(executor: executor)
    try await transport.activate()
    return transport
  }

  private func activate() throws(TransportError) {
    timer = DeadlineTimer(on: executor) { [weak self] in
      self?.assumeIsolated { $0.turn { multi in multi.runTimeouts() } }
    }
    do {
      sockets = try ReadSource(multi.descriptor, on: executor) { [weak self] in
        self?.assumeIsolated { $0.turn { multi in multi.runReadySockets() } }
      }
    } catch {
      throw .system(error)
    }
  }

  /// One turn: libcurl works, then everyone hears what happened.
  func turn(_ work: (CurlMulti) -> Void) {
    work(multi)
    while let (easy, code) = multi.takeEnded() { end(easy, code: code) }
    obeyTimer()
    for state in lines.values { settle(state) }
  }

  private func settle(_ state: LineState) {
    state.deliver()
    if state.isRetired, state.runningCount == 0 { lines[ObjectIdentifier(state.line)] = nil }
  }

  /// Arms the timer as libcurl's callback asked; that callback itself may not call libcurl.
  private func obeyTimer() {
    switch multi.takeWantedTimer() {
    case nil: break
    case .some(..<0): timer?.disarm()
    case .some(0): takeTurnSoon()
    case .some(let milliseconds):
      timer?.arm(at: Clocks.monotonic + Int64(milliseconds) * 1_000_000)
    }
  }

  /// One turn for all that was asked for since the last one.
  private func takeTurnSoon() {
    guard !isTurnDue else { return }
    isTurnDue = true
    executor.async { [weak self] in
      self?.assumeIsolated { transport in
        transport.isTurnDue = false
        transport.turn { $0.runTimeouts() }
      }
    }
  }
}

/// Why the transport could not be set up.
package enum TransportError: Error, CustomStringConvertible {
  /// libcurl could not be initialised, or refuses an option; its code and words.
  case libcurl(operation: String, reason: String)
  /// The kernel refused an epoll descriptor.
  case system(SystemError)

  package var description: String {
    switch self {
    case .libcurl(let operation, let reason): "\(operation): \(reason) (libcurl)"
    case .system(let error): error.description
    }
  }
}

/// What the transport tells, in the order in which it happened.
package enum TransportEvent: Sendable {
  /// The request is leaving now.
  ///
  /// Told at most once for each transfer, and always before its end.
  case left(TransferRequest, at: MonotonicTime)
  /// The transfer is over; told exactly once for each.
  case ended(TransferRequest, TransferResult)
}
