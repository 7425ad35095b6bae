internal import SMSCore
internal import SMSListener
package import SMSSecrets
internal import SMSSystem

/// Finds out who has the listener's port.
package struct ListenerProbe: Sendable {
  package enum Answer: Equatable, Sendable {
    /// Nobody; the daemon could listen there.
    case free
    /// A listener that knows the token.
    case ours
    /// Somebody who answers otherwise.
    case others
    /// Somebody whom this machine cannot ask, or who says nothing.
    case taken
    /// Nobody, and still it cannot be listened on; why.
    case unusable(String)
  }

  /// How long an answer may take; seconds.
  private static let patience = 2

  private let settings: ListenerSettings
  private let path: String

  /// - Parameters:
  ///   - listener: Where it should be.
  ///   - token: What it knows; without one its health is asked for as this machine may.
  package init(_ listener: Configuration.Listener, _ token: CallbackToken?) {
    settings = listener.settings
    path = token.map { "/\(Composition.provider.name)/\($0.text)/healthz" } ?? "/healthz"
  }

  /// Asks whoever is there.
  ///
  /// - Parameter mayListen: Whether the port may be taken for a moment, to see if that works: not
  ///   while a daemon runs, which might want it then.
  /// - Returns: Who is there.
  package func run(mayListen: Bool) async -> Answer {
    guard settings.port != 0 else { return .free }
    let answer = await ask()
    guard answer == nil || answer == .free, mayListen else { return answer ?? .taken }
    return await listen()
  }

  /// nil if the address is none that can be asked from here for sure.
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
