internal import SMSListener
internal import SMSSecrets
internal import SMSSystem
internal import Synchronization

/// The console's listener on the network, with the token that it asks for.
final class ConsoleNetwork: Sendable {
  let settings: Configuration.Console.Network
  private let listener: ConsoleListener
  private let holder: TokenHolder

  private init(
    _ settings: Configuration.Console.Network,
    _ listener: ConsoleListener,
    _ holder: TokenHolder
  ) {
    self.settings = settings
    self.listener = listener
    self.holder = holder
  }

  /// Starts listening.
  ///
  /// - Parameters:
  ///   - settings: Where to listen.
  ///   - token: The token that callers must bear; nil if they need none.
  ///   - routes: What it answers.
  /// - Returns: The listener, already listening.
  /// - Throws: `StartError.console`.
  static func start(
    _ settings: Configuration.Console.Network,
    token: ConsoleToken?,
    _ routes: [ConsoleRoute]
  ) async throws(StartError) -> ConsoleNetwork {
    let holder = TokenHolder(token)
    var access = ConsoleSettings.NetworkAccess(publicHosts: settings.publicHosts)
    if token != nil { access.isToken = { holder.matches($0) } }
    let place = ConsoleSettings.Place.network(
      address: settings.address,
      port: UInt16(settings.port),
      access
    )
    do throws(ListenerError) {
      let listener = try await ConsoleListener.start(ConsoleSettings(place), routes)
      return ConsoleNetwork(settings, listener, holder)
    } catch {
      throw .console(error)
    }
  }

  var port: UInt16 { listener.port }

  /// The settings, with the port that the system chose.
  var boundSettings: Configuration.Console.Network {
    var settings = settings
    settings.port = Int(port)
    return settings
  }

  /// Where it answers on this machine.
  var url: String {
    let address = settings.address
    return "http://\(address.contains(":") ? "[\(address)]" : address):\(port)"
  }

  var token: ConsoleToken? { holder.current }

  /// Asks for another token from now on; whether it asks for one is a matter of the settings.
  func use(_ token: ConsoleToken?) {
    holder.change(to: token)
  }

  func stop() async {
    await listener.stop()
  }
}

/// The token, which a reload may change while callers ask.
private final class TokenHolder: Sendable {
  private let token: Mutex<ConsoleToken?>

  init(_ token: ConsoleToken?) {
    self.token = Mutex(token)
  }

  var current: ConsoleToken? { token.withLock { $0 } }

  func matches(_ bytes: [UInt8]) -> Bool { current?.matches(bytes) ?? false }

  func change(to new: ConsoleToken?) {
    token.withLock { $0 = new }
  }
}

extension Configuration.Console.Network {
  /// What `Host` says behind the reverse proxy.
  fileprivate var publicHosts: Set<String> {
    guard let host = publicURL?.dropFirst("https://".count).lowercased() else { return [] }
    return [host, "\(host):443"]
  }
}
