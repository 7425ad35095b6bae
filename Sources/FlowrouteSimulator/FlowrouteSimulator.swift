internal import SMSSystem

/// The provider on a port of 127.0.0.1, for tests, demo and benchmark.
///
/// It serves until `stop` is called, on its own queue; it may be called at any time.
package actor FlowrouteSimulator {
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// The port that it listens on.
  package nonisolated let port: UInt16

  private nonisolated let executor: QueueExecutor
  let provider: SimulatedProvider
  let callers: [CallbackCaller]
  private let server: HTTPServer
  private var source: ReadSource?
  private var timer: DeadlineTimer?
  private var waiters: [Waiter] = []

  /// Starts a simulator.
  ///
  /// - Throws: `SimulatorError` if the port is taken or no descriptor is left.
  package static func start(
    _ configuration: SimulatorConfiguration = SimulatorConfiguration()
  ) async throws(SimulatorError) -> FlowrouteSimulator {
    let simulator = try FlowrouteSimulator(configuration)
    try await simulator.serve()
    return simulator
  }

  private init(_ configuration: SimulatorConfiguration) throws(SimulatorError) {
    executor = QueueExecutor(label: "flowroute-simulator")
    provider = SimulatedProvider(configuration)
    callers = (0..<max(1, configuration.callbackConnections)).map { _ in CallbackCaller() }
    server = try HTTPServer(
      service: provider,
      port: configuration.port,
      idleSeconds: configuration.idleSeconds,
      connectionLimit: configuration.connectionLimit
    )
    port = server.port
    provider.baseURL = "http://127.0.0.1:\(server.port)"
  }

  /// Closes the port and every connection; delayed answers are not sent.
  package func stop() {
    source?.cancel()
    timer?.cancel()
    source = nil
    timer = nil
    server.stop()
    for waiter in waiters { waiter.continuation.resume() }
    waiters = []
  }

  private func serve() throws(SimulatorError) {
    timer = DeadlineTimer(on: executor) { [weak self] in
      self?.assumeIsolated { $0.run() }
    }
    do throws(SystemError) {
      source = try ReadSource(server.descriptor, on: executor) { [weak self] in
        self?.assumeIsolated { $0.run() }
      }
    } catch {
      throw .system(error.description)
    }
    run()
  }

  func run() {
    guard let timer else { return }
    let next = server.run(now: Clocks.monotonic)
    let nextCallback = makeCallbacks(now: provider.now)
    if let next = [next, nextCallback].compactMap(\.self).min() {
      timer.arm(at: next)
    } else {
      timer.disarm()
    }
    wakeWaiters()
  }
}

extension FlowrouteSimulator {
  private struct Waiter {
    let condition: @Sendable (Statistics) -> Bool
    let continuation: CheckedContinuation<Void, Never>
  }

  /// Returns when the statistics satisfy a condition, or when the simulator is stopped.
  package func wait(until condition: @escaping @Sendable (Statistics) -> Bool) async {
    guard source != nil, !condition(statistics) else { return }
    await withCheckedContinuation { continuation in
      waiters.append(Waiter(condition: condition, continuation: continuation))
    }
  }

  private func wakeWaiters() {
    guard !waiters.isEmpty else { return }
    let statistics = statistics
    let satisfied = waiters.filter { $0.condition(statistics) }
    waiters.removeAll { $0.condition(statistics) }
    for waiter in satisfied { waiter.continuation.resume() }
  }
}

extension FlowrouteSimulator {
  /// Where clients find it, such as `http://127.0.0.1:8026`.
  package nonisolated var url: String { "http://127.0.0.1:\(port)" }

  /// The accepted messages, in order of acceptance.
  package var messages: [AcceptedMessage] {
    provider.store.records.filter { !$0.isInbound }.map(AcceptedMessage.init)
  }

  /// The latest requests to the API, oldest first.
  package var requests: [SeenRequest] { provider.traffic.requests }

  /// What was received and how it was answered.
  package var statistics: Statistics { provider.traffic.statistics }

  /// Adds a fault; of several rules that match a request, the oldest applies.
  package func insertFault(_ rule: FaultRule) {
    provider.faults.insert(rule)
  }

  /// Removes all rules, and forgets how often texts to magic numbers have failed.
  package func removeFaults() {
    provider.faults.removeAll()
  }

  /// Serves files from now on, as those of texts from handsets.
  ///
  /// - Returns: Their addresses.
  package func serve(_ files: [InboundFile]) -> [String] {
    provider.store(files).map(\.url)
  }

  /// Replaces the account's keys.
  package func setCredentials(_ credentials: Credentials) {
    provider.setCredentials(credentials)
  }

  /// Sets how records show messages from now on.
  package func setRecordForm(_ form: RecordForm) {
    provider.recordForm = form
  }

  /// Sets how numbers are enabled and disabled for texts from now on.
  package func setProvisioning(_ plan: ProvisioningPlan) {
    provider.provisioning = plan
  }

  /// The account's numbers in order, with whether they are enabled for texts.
  package var numbers: [(number: String, isMessagingEnabled: Bool)] {
    provider.numbers.settle(at: provider.now)
    return provider.numbers.all.map { (String($0.number), $0.isMessagingEnabled) }
  }

  /// Sets how far the provider's wall clock is ahead.
  ///
  /// - Parameter skew: Nanoseconds, possibly negative.
  package func setClockSkew(_ skew: Int64) {
    provider.clockSkew = skew
  }
}

/// Why the simulator could not start.
package enum SimulatorError: Error, Equatable {
  /// libmicrohttpd could not listen on the port of 127.0.0.1: it is taken, or not allowed.
  case cannotListen(port: UInt16)
  /// The system refused a descriptor.
  case system(String)
}

extension SimulatorError: CustomStringConvertible {
  /// The error with a hint.
  package var description: String {
    switch self {
    case .cannotListen(let port):
      "cannot listen on 127.0.0.1:\(port): choose another --port, or 0 for any that is free"
    case .system(let cause):
      "cannot watch the connections: \(cause)"
    }
  }
}
