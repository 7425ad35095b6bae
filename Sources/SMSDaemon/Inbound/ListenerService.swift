internal import SMSCore
internal import SMSListener
internal import SMSSecrets
internal import SMSSpool
internal import Synchronization

/// The running listener, with the token that it requires.
final class ListenerService: Sendable {
  let settings: ListenerSettings
  private let listener: Listener
  private let holder: TokenHolder

  private init(_ settings: ListenerSettings, _ listener: Listener, _ holder: TokenHolder) {
    self.settings = settings
    self.listener = listener
    self.holder = holder
  }

  /// Starts listening.
  ///
  /// - Parameters:
  ///   - settings: Where to listen.
  ///   - token: The token that calls must contain.
  ///   - handler: Receives the events.
  ///   - log: Where it logs that it is listening.
  ///   - media: The files of messages.
  ///   - unreadable: Receives the calls that cannot be read.
  ///   - isHealthy: Whether the daemon works.
  /// - Returns: The service, already listening.
  /// - Throws: `StartError.listener`.
  static func start(
    _ settings: ListenerSettings,
    token: CallbackToken,
    handler: InboundHandler,
    log: Log,
    media: MediaShelf,
    unreadable: UnreadableCalls,
    isHealthy: @escaping @Sendable () async -> Bool
  ) async throws(StartError) -> ListenerService {
    let holder = TokenHolder(token)
    var dependencies = ListenerDependencies(
      root: Composition.provider.name,
      webhooks: Composition.webhooks,
      isToken: { holder.matches($0) },
      deliver: { await handler.take($0) },
      isHealthy: isHealthy,
      unreadable: { call in Task { await unreadable.take(call) } }
    )
    dependencies.media = ServedMedia(
      contains: { media.contains($0) },
      file: { name, key in media.file(name, of: key, at: Moment.now().monotonic) }
    )
    do throws(ListenerError) {
      let listener = try await Listener.start(settings, dependencies)
      log.write(.listening, [("address", settings.address), ("port", String(listener.port))])
      return ListenerService(settings, listener, holder)
    } catch {
      throw .listener(error)
    }
  }

  var port: UInt16 { listener.port }

  /// The settings, with the port that the system chose.
  var boundSettings: ListenerSettings {
    var settings = settings
    settings.port = port
    return settings
  }

  /// The token that calls must contain.
  var token: CallbackToken { holder.current }

  /// Requires another token from now on.
  func use(_ token: CallbackToken) {
    holder.change(to: token)
  }

  func stop() async {
    await listener.stop()
  }
}

/// The token, which a reload may change while calls arrive.
private final class TokenHolder: Sendable {
  private let token: Mutex<CallbackToken>

  init(_ token: CallbackToken) {
    self.token = Mutex(token)
  }

  var current: CallbackToken { token.withLock { $0 } }

  func matches(_ bytes: [UInt8]) -> Bool { current.matches(bytes) }

  func change(to new: CallbackToken) {
    token.withLock { $0 = new }
  }
}

extension Configuration.Listener {
  var settings: ListenerSettings {
    ListenerSettings(
      address: address,
      port: UInt16(port),
      trusted: AddressRange.loopback + trusted.compactMap(AddressRange.init)
    )
  }
}
