internal import CMicrohttpd
internal import SMSCore
internal import SMSSystem

/// libmicrohttpd on an address or a local socket, driven from outside; the owner of its handle.
///
/// It has no thread. Its owner watches `descriptor`, and calls `run` when that is readable and at
/// the time that the last `run` returned; all calls, including `stop`, come from one queue. The
/// library's callbacks (`ServerCallbacks`) run inside `run` and `stop`. (The simulator has another server on purpose:
/// it breaks HTTP deliberately, and the two readings of the provider's documents share nothing.)
final class WebServer {
  /// The port, also if the system chose it.
  private(set) var port: UInt16 = 0
  /// An epoll descriptor that is readable when there is something to do.
  private(set) var descriptor: Int32 = -1

  /// Turns of the library in one `run`, so that endless new connections do not delay answers.
  private static let mostTurns = 64

  /// The time between two looks for callers that left before their answer; in nanoseconds.
  private static let lookTime: Int64 = 500_000_000

  private enum Site: Hashable {
    case address(IPAddress)
    case user(UInt32)
  }

  private let handler: any RequestHandler
  private let trusted: [AddressRange]
  private let isLocalSocket: Bool
  /// Has the owner call `run` soon, from any thread; set before the first request.
  var wake: @Sendable () -> Void = {}
  private var deadlines: Deadlines
  private var places: Places<OpaquePointer, Site>
  private var handle: OpaquePointer?
  /// Whether a connection was closed or cut in the library's last turn.
  private var hasFreed = false
  /// The paths of requests with the token whose heads are not complete yet.
  private var begun: [OpaquePointer: String] = [:]
  /// Exchanges whose answers are awaited; their connections are suspended.
  private var suspended: [ObjectIdentifier: Exchange] = [:]
  /// When to look which of their callers have left, in monotonic nanoseconds.
  private var nextLook: Int64 = 0
  private var silentStreams = SilentStreams()

  /// Starts listening.
  ///
  /// - Parameters:
  ///   - settings: Where to listen.
  ///   - handler: Decides about the requests.
  /// - Throws: `ListenerError.badAddress`, `.cannotListen` or `.cannotServe`.
  init(_ settings: ServerSettings, handler: any RequestHandler) throws(ListenerError) {
    self.handler = handler
    trusted = settings.trusted
    deadlines = Deadlines(patience: settings.patience.nanoseconds)
    places = Places(limit: Int(settings.connectionLimit))
    // One more, until it is decided which connection is closed for a newcomer.
    let limit = settings.connectionLimit + 1
    switch settings.place {
    case .network(let text, let port):
      isLocalSocket = false
      guard let address = SocketAddress(text, port: port) else { throw .badAddress(text) }
      let isStarted = start(isIPv6: address.isIPv6) { flags, me in
        address.withPointer { Self.start(flags, $0, listening: -1, me, limit) }
      }
      guard isStarted else { throw .cannotListen(address: text, port: port) }
    case .socket(let socket):
      isLocalSocket = true
      let isStarted = start(isIPv6: false) { flags, me in
        Self.start(flags, nil, listening: socket, me, limit)
      }
      guard isStarted else { throw .cannotServe }
    }
  }

  deinit {
    stop()
  }

  /// Does what there is to do, without waiting.
  ///
  /// - Parameter now: Monotonic nanoseconds.
  /// - Returns: When to call again if nothing is readable before; nil for never.
  func run(now: Int64) -> Int64? {
    guard let handle else { return nil }
    for connection in deadlines.takeOver(at: now) { cut(connection) }
    for body in silentStreams.takeReadable(at: now) { resume(body, at: now) }
    if now >= nextLook { lookForLeft(at: now) }
    var turns = 0
    // At its limit the library stops watching the port, and resumes only in a turn after a close; a
    // connection that was cut is closed in its next turn.
    repeat {
      hasFreed = false
      MHD_run(handle)
      turns += 1
    } while hasFreed && turns < Self.mostTurns
    guard !hasFreed else { return now }
    let look = suspended.isEmpty ? nil : nextLook
    let next = [deadlines.next, silentStreams.nextHeartbeat, look].compactMap(\.self).min()
    var milliseconds: UInt64 = 0
    guard MHD_get_timeout(handle, &milliseconds) == .YES else { return next }
    let timeout = now + Int64(clamping: milliseconds) * 1_000_000
    return min(timeout, next ?? timeout)
  }

  /// Gives a suspended exchange its answer, which is sent by the next `run`.
  func complete(_ exchange: Exchange, _ answer: WebAnswer) {
    guard suspended.removeValue(forKey: ObjectIdentifier(exchange)) != nil else { return }
    exchange.answer = answer
    if answer.keepsPlace { places.know(exchange.connection) }
    // A client that does not read the answer holds the connection no longer than any other.
    deadlines.begin(exchange.connection, at: Clocks.monotonic)
    MHD_resume_connection(exchange.connection)
  }

  /// Closes the port and every connection; unanswered calls are repeated by the provider.
  func stop() {
    guard let handle else { return }
    for exchange in suspended.values {
      exchange.answer = WebAnswer(status: 503)
      MHD_resume_connection(exchange.connection)
    }
    suspended = [:]
    for body in silentStreams.takeAll() { MHD_resume_connection(body.connection) }
    MHD_stop_daemon(handle)
    self.handle = nil
  }

  /// Starts the library.
  ///
  /// - Parameters:
  ///   - isIPv6: Whether the address is an IPv6 one.
  ///   - begin: Starts it with flags and a context.
  /// - Returns: Whether it listens.
  private func start(
    isIPv6: Bool,
    _ begin: (UInt32, UnsafeMutableRawPointer) -> OpaquePointer?
  ) -> Bool {
    var flags = MHD_USE_EPOLL.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
    if isIPv6 { flags |= MHD_USE_IPv6.rawValue }
    guard let handle = begin(flags, Unmanaged.passUnretained(self).toOpaque()),
      let bound = smsdispatch_MHD_get_daemon_info(handle, .DAEMON_INFO_BIND_PORT),
      let epoll = smsdispatch_MHD_get_daemon_info(handle, .DAEMON_INFO_EPOLL_FD_LINUX_ONLY)
    else { return false }
    self.handle = handle
    port = bound.pointee.port
    descriptor = epoll.pointee.epoll_fd
    return true
  }

  private static func start(
    _ flags: UInt32,
    _ address: UnsafePointer<sockaddr>?,
    listening: Int32,
    _ context: UnsafeMutableRawPointer,
    _ connectionLimit: UInt32
  ) -> OpaquePointer? {
    // The deadlines close idle connections; the library's own timeout is disabled.
    smsdispatch_MHD_start_daemon(
      flags,
      address,
      listening,
      serverAccessed,
      serverCompleted,
      serverConnectionChanged,
      serverRequestLineRead,
      context,
      connectionLimit,
      0,
      1
    )
  }
}

extension WebServer {
  /// The first call for a request: its head is complete.
  func begin(_ head: RequestHead, _ connection: OpaquePointer) -> Exchange {
    begun[connection] = nil
    if handler.isKnown(head) { places.know(connection) }
    let exchange = Exchange(head: head, connection: connection)
    exchange.answer = handler.refusal(of: head)
    return exchange
  }

  /// Where a connection comes from.
  func origin(of connection: OpaquePointer) -> RequestHead.Origin {
    guard isLocalSocket else { return .network(IPAddress(clientOf: connection)) }
    return .process(Self.socket(of: connection).flatMap { try? PeerCredentials(of: $0) })
  }

  /// A part of a body has arrived.
  func read(_ bytes: UnsafeRawBufferPointer, of exchange: Exchange) {
    if exchange.body.isEmpty { beginBody(of: exchange, with: bytes) }
    guard exchange.answer == nil else { return }
    let wasTooLarge = exchange.isTooLarge
    exchange.append(bytes, upTo: handler.largestBody)
    if exchange.isTooLarge, !wasTooLarge { handler.overflowed(exchange) }
  }

  private func beginBody(of exchange: Exchange, with bytes: UnsafeRawBufferPointer) {
    guard !exchange.head.isChunked, let end = exchange.head.end,
      HeadLayout.hasBareEmptyLine(before: UInt(bitPattern: bytes.baseAddress), after: end)
    else { return }
    var head = exchange.head
    head.fault = .lines
    exchange.answer = handler.refusal(of: head)
  }

  /// The last call for a request, and once more after a suspension.
  func finish(_ exchange: Exchange) -> MHD_Result {
    if var answer = exchange.answer ?? handler.answer(exchange) {
      exchange.answer = answer
      answer.closes = answer.closes || exchange.head.isChunked
      return queue(answer, on: exchange.connection)
    }
    if suspended.isEmpty { nextLook = Clocks.monotonic + Self.lookTime }
    suspended[ObjectIdentifier(exchange)] = exchange
    deadlines.end(exchange.connection)
    MHD_suspend_connection(exchange.connection)
    return .YES
  }

  func queue(_ answer: WebAnswer, on connection: OpaquePointer) -> MHD_Result {
    guard let response = response(of: answer, on: connection) else { return .NO }
    defer { MHD_destroy_response(response) }
    if let type = answer.contentType { MHD_add_response_header(response, "Content-Type", type) }
    if answer.closes { MHD_add_response_header(response, "Connection", "close") }
    for (name, value) in answer.headers { MHD_add_response_header(response, name, value) }
    return MHD_queue_response(connection, answer.status, response)
  }

  private func response(of answer: WebAnswer, on connection: OpaquePointer) -> OpaquePointer? {
    switch answer.body {
    case .bytes(let bytes):
      return bytes.withUnsafeBytes { bytes in
        MHD_create_response_from_buffer(
          bytes.count,
          UnsafeMutableRawPointer(mutating: bytes.baseAddress),
          .RESPMEM_MUST_COPY
        )
      }
    case .stream(let stream):
      stream.channel.whenReadable(wake)
      return StreamedBody(stream, on: connection, of: self).response()
    }
  }

  func connected(_ connection: OpaquePointer) {
    awaitRequest(on: connection)
    if let leaving = places.enter(connection, from: site(of: connection)) { cut(leaving) }
  }

  /// Whose share of the places a connection takes; nil for an address that many call from.
  private func site(of connection: OpaquePointer) -> Site? {
    switch origin(of: connection) {
    case .process(let peer): peer.map { .user($0.user) }
    case .network(let address):
      address.flatMap { address in
        trusted.contains { $0.contains(address) } ? nil : .address(address.site)
      }
    }
  }

  func awaitRequest(on connection: OpaquePointer) {
    deadlines.begin(connection, at: Clocks.monotonic)
  }

  /// A request line has arrived; `target` is its second word.
  ///
  /// It still has its query and its escapes: a path with needless escapes is only recognised in the
  /// complete head.
  func began(_ target: String, on connection: OpaquePointer) {
    let path = String(target.prefix { $0 != "?" })
    guard handler.isKnown(path: path) else { return }
    places.know(connection)
    begun[connection] = path
  }

  /// A request has ended, with or without our answer.
  func ended(
    _ exchange: Exchange?,
    on connection: OpaquePointer,
    _ reason: MHD_RequestTerminationCode
  ) {
    let path = begun.removeValue(forKey: connection) ?? exchange?.head.path
    guard let path, exchange?.answer == nil, reason != .REQUEST_TERMINATED_DAEMON_SHUTDOWN,
      exchange?.isTooLarge != true
    else { return }
    handler.brokeOff(path, body: exchange?.body ?? [])
  }

  func disconnected(_ connection: OpaquePointer) {
    hasFreed = true
    deadlines.end(connection)
    places.leave(connection)
    begun[connection] = nil
  }

  // Once shut down, the socket is readable, and the library closes it in its next turn.
  private func cut(_ connection: OpaquePointer) {
    guard let socket = Self.socket(of: connection) else { return }
    shutdown(socket, Int32(SHUT_RDWR))
    hasFreed = true
  }

  /// The library does not watch the connections that wait for us.
  private func lookForLeft(at now: Int64) {
    nextLook = now + Self.lookTime
    for exchange in suspended.values {
      guard let socket = Self.socket(of: exchange.connection) else { continue }
      if SocketPeer.hasLeft(socket) { handler.left(exchange) }
    }
  }

  private static func socket(of connection: OpaquePointer) -> Int32? {
    let type = MHD_ConnectionInfoType.CONNECTION_INFO_CONNECTION_FD
    return smsdispatch_MHD_get_connection_info(connection, type)?.pointee.connect_fd
  }
}

// MARK: Streams

extension WebServer {
  /// A stream has handed a block to the library, which asks for the next when this one was sent.
  func progressed(_ body: StreamedBody) {
    awaitReader(of: body, at: Clocks.monotonic)
  }

  /// A stream has nothing to send for now.
  func suspend(_ body: StreamedBody) {
    deadlines.end(body.connection)
    silentStreams.enter(body, at: Clocks.monotonic)
    MHD_suspend_connection(body.connection)
  }

  /// A stream has ended.
  func forget(_ body: StreamedBody) {
    silentStreams.leave(body.connection)
  }

  private func resume(_ body: StreamedBody, at now: Int64) {
    awaitReader(of: body, at: now)
    MHD_resume_connection(body.connection)
  }

  private func awaitReader(of body: StreamedBody, at now: Int64) {
    deadlines.begin(body.connection, at: now, for: body.stream.patience.nanoseconds)
  }
}
