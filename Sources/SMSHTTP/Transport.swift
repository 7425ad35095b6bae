internal import CLibcurl
package import SMSSystem

/// An HTTP client on libcurl's multi interface, driven by one Dispatch queue.
///
/// All of libcurl's sockets are in one epoll descriptor of ours, watched by one read source: a
/// source per socket would outlive its socket, since libcurl closes sockets on its own. One turn of
/// the queue lets libcurl work, collects the events, and delivers them to each channel in one
/// batch.
package actor Transport: QueueActor {
  package nonisolated let executor: QueueExecutor

  private let multi: CurlMulti
  private var channels: [ObjectIdentifier: ChannelState] = [:]
  private var running: [ObjectIdentifier: CurlEasy] = [:]
  private var sockets: ReadSource?
  private var timer: DeadlineTimer?
  private var isTurnDue = false

  private init(executor: QueueExecutor) throws(TransportError) {
    self.executor = executor
    multi = try CurlMulti()
  }

  /// Creates a transport that is ready for requests.
  ///
  /// - Throws: `TransportError` if libcurl or the kernel refuses a required resource.
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

  /// One turn: libcurl works, then each channel receives its events.
  private func turn(_ work: (CurlMulti) -> Void) {
    work(multi)
    while let (easy, code) = multi.takeEnded() { end(easy, code: code) }
    obeyTimer()
    for state in channels.values { settle(state) }
  }

  private func settle(_ state: ChannelState) {
    state.deliver()
    if state.isRetired, state.runningCount == 0 { channels[ObjectIdentifier(state.channel)] = nil }
  }

  /// Sets the timer as libcurl's callback requested; the callback itself may not call libcurl.
  private func obeyTimer() {
    switch multi.takeWantedTimer() {
    case nil: break
    case .some(..<0): timer?.disarm()
    case .some(0): takeTurnSoon()
    case .some(let milliseconds):
      timer?.arm(at: Clocks.monotonic + Int64(milliseconds) * 1_000_000)
    }
  }

  /// Schedules one turn for everything requested since the last one.
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

extension Transport {
  /// Begins transfers in this order; their events are delivered to the channel.
  package nonisolated func begin(_ requests: [TransferRequest], on channel: Channel) {
    guard !requests.isEmpty else { return }
    executor.async { [self] in
      assumeIsolated { transport in
        transport.turn { _ in transport.start(requests, on: channel) }
      }
    }
  }

  /// Cancels all transfers of a channel.
  ///
  /// Each is reported as ended with `canceled`; what the kernel has not sent by then is never sent.
  package nonisolated func cancelAll(on channel: Channel) {
    executor.async { [self] in
      assumeIsolated { transport in
        transport.turn { _ in transport.cancel(channel) }
      }
    }
  }

  /// Releases a channel that will begin nothing more; running transfers still end and are reported.
  package nonisolated func retire(_ channel: Channel) {
    executor.async { [self] in
      assumeIsolated { transport in
        transport.turn { _ in transport.channels[ObjectIdentifier(channel)]?.isRetired = true }
      }
    }
  }

  /// Ends a transfer: returns its handle to the channel and reports the end.
  private func end(_ easy: CurlEasy, code: CURLcode, failure: TransferFailure? = nil) {
    guard
      running.removeValue(forKey: ObjectIdentifier(easy)) != nil,
      let state = easy.state,
      let (request, result) = easy.finish(code: code, failure: failure)
    else { return }
    state.runningCount -= 1
    state.keep(easy)
    state.report(.ended(request, result))
  }

  private func start(_ requests: [TransferRequest], on channel: Channel) {
    let id = ObjectIdentifier(channel)
    let state = channels[id] ?? ChannelState(channel: channel, sockets: multi.sockets)
    channels[id] = state
    for request in requests {
      do throws(TransferFailure) {
        try start(request, on: state)
      } catch {
        state.report(.ended(request, TransferResult(neverBegun: error)))
      }
    }
  }

  private func start(_ request: TransferRequest, on state: ChannelState) throws(TransferFailure) {
    let easy = try state.handle()
    try easy.prepare(request, of: state)
    try multi.add(easy)
    running[ObjectIdentifier(easy)] = easy
    state.runningCount += 1
  }

  private func cancel(_ channel: Channel) {
    for easy in running.values where easy.state?.channel === channel {
      multi.remove(easy)
      end(easy, code: CURLE_OK, failure: .canceled)
    }
  }
}
