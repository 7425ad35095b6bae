internal import SMSCore
internal import SMSListener
package import SMSSecrets
internal import SMSSystem

/// Finds out what is using a port that the daemon is to listen on.
package struct PortProbe: Sendable {
  package enum Answer: Equatable, Sendable {
    /// Nothing; the daemon could listen on it.
    case free
    /// A daemon of this program, with the right token if there is one to ask with.
    case ours
    /// Something that answers differently.
    case others
    /// Something that does not answer, or that cannot be asked from this machine.
    case taken
    /// Nothing, but listening fails for this reason.
    case unusable(String)
  }

  /// The timeout of an answer in seconds.
  private static let patience = 2

  private let address: String
  private let port: UInt16
  private let path: String
  /// Whether an answer is that of this program.
  private let isOurs: @Sendable (String) -> Bool
  /// Listens for a moment.
  private let listen: @Sendable () async throws(ListenerError) -> Void

  /// Asks whatever is listening.
  ///
  /// - Parameter mayListen: Whether the port may be bound briefly as a test; not while a daemon is
  ///   running, which might need it at that moment.
  /// - Returns: What is using the port.
  package func run(mayListen: Bool) async -> Answer {
    guard port != 0 else { return .free }
    let answer = await ask()
    guard answer == nil || answer == .free, mayListen else { return answer ?? .taken }
    do throws(ListenerError) {
      try await listen()
      return .free
    } catch {
      return .unusable("\(error)")
    }
  }

  /// nil if the address cannot be reached reliably from here.
  private func ask() async -> Answer? {
    guard ["127.0.0.1", "0.0.0.0", "::1", "::"].contains(address) else { return nil }
    let executor = QueueExecutor(label: "listener-probe")
    return await withCheckedContinuation { continuation in
      executor.async { continuation.resume(returning: exchange()) }
    }
  }

  private func exchange() -> Answer {
    guard
      let socket = try? FileDescriptor.connected(
        toLoopback: port,
        isIPv6: address.contains(":"),
        patience: Self.patience
      )
    else { return .free }
    let request = "GET \(path) HTTP/1.0\r\nHost: localhost:\(port)\r\n\r\n"
    guard (try? socket.write(Array(request.utf8))) != nil,
      let bytes = try? socket.read(upTo: 4_096), !bytes.isEmpty
    else { return .taken }
    return isOurs(String(decoding: bytes, as: UTF8.self)) ? .ours : .others
  }
}

extension PortProbe {
  /// A probe for the listener.
  ///
  /// - Parameters:
  ///   - listener: Where it should listen.
  ///   - token: Its token; without one, only the health check open to this machine is requested.
  /// - Returns: The probe.
  package static func listener(
    _ listener: Configuration.Listener,
    _ token: CallbackToken?
  ) -> PortProbe {
    let settings = listener.settings
    return PortProbe(
      address: settings.address,
      port: settings.port,
      path: token.map { "/\(Composition.provider.name)/\($0.text)/healthz" } ?? "/healthz",
      isOurs: { $0.contains("{\"status\": \"") },
      listen: { () async throws(ListenerError) in
        await (try Listener.start(settings, .unused)).stop()
      }
    )
  }

  /// A probe for the console, which asks without a token.
  ///
  /// - Parameter network: Where it should listen.
  /// - Returns: The probe.
  package static func console(_ network: Configuration.Console.Network) -> PortProbe {
    let place = ConsoleSettings.Place.network(
      address: network.address,
      port: UInt16(network.port),
      .init()
    )
    return PortProbe(
      address: network.address,
      port: UInt16(network.port),
      path: "/healthz",
      isOurs: { $0.hasSuffix("\r\n\r\nok\n") || $0.contains("WWW-Authenticate: Bearer") },
      listen: { () async throws(ListenerError) in
        await (try ConsoleListener.start(ConsoleSettings(place), [])).stop()
      }
    )
  }
}

extension ListenerDependencies {
  /// For a listener that takes nothing.
  fileprivate static let unused = ListenerDependencies(
    root: Composition.provider.name,
    webhooks: Composition.webhooks,
    isToken: { _ in false },
    deliver: { _ in nil },
    isHealthy: { false },
    unreadable: { _ in }
  )
}
