internal import SMSCore
internal import SMSListener
package import SMSSecrets
internal import SMSSystem

/// Finds out what is using the listener's port.
package struct ListenerProbe: Sendable {
  package enum Answer: Equatable, Sendable {
    /// Nothing; the daemon could listen on it.
    case free
    /// A listener that knows the token.
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

  private let settings: ListenerSettings
  private let path: String

  /// - Parameters:
  ///   - listener: Where it should listen.
  ///   - token: Its token; without one, only the health check open to this machine is requested.
  package init(_ listener: Configuration.Listener, _ token: CallbackToken?) {
    settings = listener.settings
    path = token.map { "/\(Composition.provider.name)/\($0.text)/healthz" } ?? "/healthz"
  }

  /// Asks whatever is listening.
  ///
  /// - Parameter mayListen: Whether the port may be bound briefly as a test; not while a daemon is
  ///   running, which might need it at that moment.
  /// - Returns: What is using the port.
  package func run(mayListen: Bool) async -> Answer {
    guard settings.port != 0 else { return .free }
    let answer = await ask()
    guard answer == nil || answer == .free, mayListen else { return answer ?? .taken }
    return await listen()
  }

  /// nil if the address cannot be reached reliably from here.
  private func ask() async -> Answer? {
    guard ["127.0.0.1", "0.0.0.0", "::1", "::"].contains(settings.address) else { return nil }
    let executor = QueueExecutor(label: "listener-probe")
    return await withCheckedContinuation { continuation in
      executor.async { continuation.resume(returning: exchange()) }
    }
  }

  private func exchange() -> Answer {
    guard
      let socket = try? FileDescriptor.connected(
        toLoopback: settings.port,
        isIPv6: settings.address.contains(":"),
        patience: Self.patience
      )
    else { return .free }
    let request = "GET \(path) HTTP/1.0\r\nHost: localhost\r\n\r\n"
    guard (try? socket.write(Array(request.utf8))) != nil,
      let bytes = try? socket.read(upTo: 4_096), !bytes.isEmpty
    else { return .taken }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.contains("{\"status\": \"") ? .ours : .others
  }

  private func listen() async -> Answer {
    let dependencies = ListenerDependencies(
      root: Composition.provider.name,
      webhooks: Composition.webhooks,
      isToken: { _ in false },
      deliver: { _ in nil },
      isHealthy: { false },
      unreadable: { _ in }
    )
    do throws(ListenerError) {
      await (try Listener.start(settings, dependencies)).stop()
      return .free
    } catch {
      return .unusable("\(error)")
    }
  }
}
