internal import SMSCore
package import SMSSystem

/// The operators' listener: answers what its routes answer.
///
/// It runs on a separate queue, so that whoever asks takes nothing from sending except its share of
/// the processor.
package actor ConsoleListener: QueueActor {
  package nonisolated let executor: QueueExecutor

  /// The port that it listens on, also if the system chose it; 0 for a local socket.
  package nonisolated let port: UInt16

  private let router: ConsoleRouter
  private let loop: ServerLoop
  /// What prepares answers, by the exchange.
  private var tasks: [ObjectIdentifier: Task<Void, Never>] = [:]

  /// Starts listening.
  ///
  /// - Throws: `ListenerError` if the address, the port or the socket cannot be used.
  package static func start(
    _ settings: ConsoleSettings,
    _ routes: [ConsoleRoute]
  ) async throws(ListenerError) -> ConsoleListener {
    let listener = try ConsoleListener(settings, routes)
    try await listener.serve()
    return listener
  }

  private init(_ settings: ConsoleSettings, _ routes: [ConsoleRoute]) throws(ListenerError) {
    executor = QueueExecutor(label: "console")
    let router = ConsoleRouter(routes, at: settings.place)
    let server = try WebServer(settings.server, handler: router)
    router.access = ConsoleAccess(settings.place, port: server.port)
    port = server.port
    loop = ServerLoop(server, on: executor)
    self.router = router
  }

  /// Closes the port and every connection; streams end where they are.
  package func stop() {
    for task in tasks.values { task.cancel() }
    loop.stop()
  }

  private func serve() throws(ListenerError) {
    try loop.start { [weak self] in
      self?.assumeIsolated { $0.run() }
    }
    run()
  }

  private func run() {
    loop.turn()
    for exchange in router.takeDepartures() { tasks[exchange]?.cancel() }
    for arrival in router.takeArrivals() {
      let exchange = ObjectIdentifier(arrival.exchange)
      tasks[exchange] = Task {
        var answer = await arrival.route.answer(request(arrival.exchange))
        tasks[exchange] = nil
        // What is true now is not what a cache should say later.
        if !answer.headers.contains(where: { $0.name == "Cache-Control" }) {
          answer.headers.append(("Cache-Control", "no-store"))
        }
        loop.server.complete(arrival.exchange, answer)
        run()
      }
    }
  }

  private func request(_ exchange: Exchange) -> ConsoleRequest {
    let head = exchange.head
    let accepted = head.values(of: "accept")
    var peer: PeerCredentials?
    if case .process(let process) = head.origin { peer = process }
    return ConsoleRequest(
      head.method,
      head.path,
      query: head.query,
      cookies: WebField.cookies(head.values(of: "cookie")),
      host: head.host,
      isPublic: router.access?.isPublic(head) ?? false,
      accept: accepted.isEmpty ? nil : accepted.joined(separator: ", "),
      body: exchange.body,
      peer: peer
    )
  }
}

extension ConsoleSettings {
  fileprivate var server: ServerSettings {
    let serverPlace: ServerSettings.Place =
      switch place {
      case .network(let address, let port, _): .network(address, port: port)
      case .socket(let socket, _): .socket(socket)
      }
    return ServerSettings(
      place: serverPlace,
      patience: patience,
      connectionLimit: connectionLimit,
      trusted: AddressRange.loopback
    )
  }
}
