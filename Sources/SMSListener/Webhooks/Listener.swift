internal import SMSCore
package import SMSSystem

/// The HTTP listener: accepts the provider's calls, and answers when their content is durable.
///
/// It runs on a separate queue, so that a flood of calls takes nothing from sending except its
/// share of the processor.
package actor Listener: QueueActor {
  package nonisolated let executor: QueueExecutor

  /// The port that it listens on, also if the system chose it.
  package nonisolated let port: UInt16

  private let dependencies: ListenerDependencies
  private let router: WebhookRouter
  private let loop: ServerLoop
  private var isDelivering = false

  /// Starts listening.
  ///
  /// - Throws: `ListenerError` if the address or the port cannot be used.
  package static func start(
    _ settings: ListenerSettings,
    _ dependencies: ListenerDependencies
  ) async throws(ListenerError) -> Listener {
    let listener = try Listener(settings, dependencies)
    try await listener.serve()
    return listener
  }

  private init(
    _ settings: ListenerSettings,
    _ dependencies: ListenerDependencies
  ) throws(ListenerError) {
    executor = QueueExecutor(label: "listener")
    self.dependencies = dependencies
    router = WebhookRouter(dependencies)
    let server = try WebServer(settings.server, handler: router)
    loop = ServerLoop(server, on: executor)
    port = server.port
  }

  /// Closes the port and every connection; the provider repeats unanswered calls.
  package func stop() {
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
    deliver()
    checkHealth()
    serveMedia()
  }

  /// Delivers what has arrived: while one batch is committed, the next one fills.
  private func deliver() {
    guard !isDelivering else { return }
    let batch = router.takeArrivals()
    guard !batch.isEmpty else { return }
    isDelivering = true
    let exchanges = batch.map(\.exchange)
    let events = batch.map(\.event)
    Task {
      let fates = await dependencies.deliver(events)
      isDelivering = false
      for (exchange, fate) in zip(exchanges, fates ?? []) where fate == .contradicts {
        router.contradicted(exchange)
      }
      answer(exchanges, WebAnswer(status: fates == nil ? 503 : 200))
    }
  }

  private func checkHealth() {
    let checks = router.takeHealthChecks()
    guard !checks.isEmpty else { return }
    Task { answer(checks, .health(await dependencies.isHealthy())) }
  }

  private func serveMedia() {
    for call in router.takeMediaCalls() {
      Task {
        let file = await dependencies.media.file(call.name, call.key)
        answer([call.exchange], file.map { .media($0.bytes, type: $0.type) } ?? .notFound)
      }
    }
  }

  private func answer(_ exchanges: [Exchange], _ answer: WebAnswer) {
    for exchange in exchanges { loop.server.complete(exchange, answer) }
    run()
  }
}

extension ListenerSettings {
  fileprivate var server: ServerSettings {
    ServerSettings(
      place: .network(address, port: port),
      patience: patience,
      connectionLimit: connectionLimit,
      trusted: trusted
    )
  }
}

extension WebAnswer {
  /// A file; for HEAD, the library leaves its content out.
  fileprivate static func media(_ bytes: [UInt8], type: String) -> WebAnswer {
    WebAnswer(
      status: 200,
      contentType: type,
      body: .bytes(bytes),
      headers: [("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")]
    )
  }

  fileprivate static func health(_ isHealthy: Bool) -> WebAnswer {
    isHealthy
      ? .json(200, "{\"status\": \"ok\"}\n") : .json(503, "{\"status\": \"failing\"}\n")
  }
}
