internal import SMSListener
internal import SMSSecrets
internal import SMSSystem

/// What operators and their tools ask: over the network if the configuration says so, and at a
/// local socket unless it says not to.
actor OperatorsConsole: QueueActor {
  nonisolated let executor: QueueExecutor

  private let log: Log
  private let runtimeDirectory: String?
  private let callers = ConsoleCallersHolder(
    ConsoleCallers(user: CurrentProcess.user, readGroup: nil)
  )
  private var routes: [ConsoleRoute] = []
  private var network: ConsoleNetwork?
  private var socket: (place: ConsoleSocket, listener: ConsoleListener)?

  /// - Parameters:
  ///   - log: Where it logs that it is listening.
  ///   - runtimeDirectory: The daemon's own directory below `/run`; nil if nobody made one.
  ///   - executor: The daemon's queue.
  init(log: Log, runtimeDirectory: String?, on executor: QueueExecutor) {
    self.executor = executor
    self.log = log
    self.runtimeDirectory = runtimeDirectory
  }

  /// What a caller at the socket may do, as of the last change; nil for nothing.
  nonisolated func rights(of peer: PeerCredentials) -> ConsoleRights? {
    callers.current.rights(of: peer)
  }

  /// Where it answers over the network; nil if it does not.
  var url: String? { network?.url }

  /// Where browsers find the page; nil if it does not answer over the network.
  var pagePlace: ConsoleLogin.Place? {
    network.map { network in
      network.settings.publicURL.map { .proxy($0) } ?? .local(network.url, port: network.port)
    }
  }

  /// Sets what it answers; once, before it listens.
  func start(_ routes: [ConsoleRoute]) {
    self.routes = routes
  }

  /// Starts, stops or moves what listens, as configured; what cannot be replaced stays.
  ///
  /// - Throws: `StartError`; only for what the configuration names.
  func change(for new: Configuration) async throws(StartError) {
    await callers.change(to: .lookedUp(new.console))
    try await changeNetwork(for: new)
    try await changeSocket(for: new)
  }

  func stop() async {
    await network?.stop()
    network = nil
    await closeSocket()
  }

  // MARK: The network

  private func changeNetwork(for new: Configuration) async throws(StartError) {
    let token = try new.consoleToken()
    guard let wanted = new.console.network else {
      await network?.stop()
      network = nil
      return
    }
    if let network, network.settings == wanted {
      network.use(token)
    } else {
      try await replaceNetwork(wanted, token)
    }
  }

  /// Replaces the listener; the old one is stopped first only if both use the same port, as
  /// 127.0.0.1 and 0.0.0.0 cannot be bound together.
  private func replaceNetwork(
    _ wanted: Configuration.Console.Network,
    _ token: ConsoleToken?
  ) async throws(StartError) {
    let old = network
    let sharesPort = old?.port == UInt16(wanted.port)
    if sharesPort { await old?.stop() }
    do throws(StartError) {
      network = try await listen(wanted, token)
    } catch {
      if sharesPort, let old { network = try await listen(old.boundSettings, old.token) }
      throw error
    }
    if !sharesPort { await old?.stop() }
  }

  private func listen(
    _ settings: Configuration.Console.Network,
    _ token: ConsoleToken?
  ) async throws(StartError) -> ConsoleNetwork {
    let network = try await ConsoleNetwork.start(settings, token: token, routes)
    let callers = token == nil ? "this machine" : "bearers of the token"
    log.write(.consoleListening, [("at", network.url), ("for", callers)])
    return network
  }

  // MARK: The local socket

  private func changeSocket(for new: Configuration) async throws(StartError) {
    let wanted = ConsoleSocket(new, in: runtimeDirectory)
    guard wanted?.realPath != socket?.place.realPath else { return }
    await closeSocket()
    guard let wanted else { return }
    do throws(SystemError) {
      try await open(wanted, readGroup: new.console.readGroup)
    } catch {
      guard new.console.socket == .standard else { throw .consoleSocket(error) }
      log.write(.consoleUnavailable, [("error", "\(error)"), ("hint", ConsoleSocket.hint)])
    }
  }

  private func open(_ place: ConsoleSocket, readGroup: String) async throws(SystemError) {
    let group = callers.current.readGroup
    let descriptor = try place.make(group: group).release()
    let callers = callers
    let settings = ConsoleSettings(
      .socket(descriptor, admits: { callers.current.rights(of: $0) != nil })
    )
    do throws(ListenerError) {
      socket = (place, try await ConsoleListener.start(settings, routes))
    } catch {
      place.remove()
      log.write(.consoleUnavailable, [("error", "\(error)"), ("hint", ConsoleSocket.hint)])
      return
    }
    let isOpen = group != nil && (try? FileStatus(of: place.realPath))?.group == group
    let others = isOpen ? "group \(readGroup)" : "root and the daemon's user"
    log.write(.consoleListening, [("at", place.path), ("for", others)])
  }

  private func closeSocket() async {
    guard let (place, listener) = socket else { return }
    socket = nil
    place.remove()
    await listener.stop()
  }
}

extension ConsoleCallers {
  /// Looks up the groups on a queue of its own, as a directory service may be slow.
  fileprivate static func lookedUp(_ console: Configuration.Console) async -> ConsoleCallers {
    let queue = QueueExecutor(label: "console.groups")
    return await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: ConsoleCallers(console)) }
    }
  }
}
