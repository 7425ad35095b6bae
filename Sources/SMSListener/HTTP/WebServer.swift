internal import CMicrohttpd
internal import SMSCore
internal import SMSSystem

/// libmicrohttpd on an address, driven from outside; the only file that owns its handle.
///
/// It has no thread. Its owner watches `descriptor`, and calls `run` when that is readable and at
/// the time that the last `run` returned; all calls, including `stop`, come from one queue. The
/// library's callbacks run inside `run` and `stop`. (The simulator has another server on purpose:
/// it breaks HTTP deliberately, and the two readings of the provider's documents share nothing.)
final class WebServer {
  /// The port, also if the system chose it.
  private(set) var port: UInt16 = 0
  /// An epoll descriptor that is readable when there is something to do.
  private(set) var descriptor: Int32 = -1

  /// Turns of the library in one `run`, so that endless new connections do not delay answers.
  private static let mostTurns = 64

  private let router: WebhookRouter
  private let trusted: [AddressRange]
  private var deadlines: Deadlines
  private var places: Places<OpaquePointer, IPAddress>
  private var handle: OpaquePointer?
  /// Whether a connection was closed or cut in the library's last turn.
  private var hasFreed = false
  /// The paths of requests with the token whose heads are not complete yet.
  private var begun: [OpaquePointer: String] = [:]
  /// Exchanges whose answers are awaited; their connections are suspended.
  private var suspended: [ObjectIdentifier: Exchange] = [:]

  /// Starts listening.
  ///
  /// - Throws: `ListenerError.badAddress` or `.cannotListen`.
  init(_ settings: ListenerSettings, router: WebhookRouter) throws(ListenerError) {
    self.router = router
    trusted = settings.trusted
    deadlines = Deadlines(patience: settings.patience.nanoseconds)
    places = Places(limit: Int(settings.connectionLimit))
    guard let address = SocketAddress(settings.address, port: settings.port) else {
      throw .badAddress(settings.address)
    }
    let handle = Self.start(
      address,
      context: Unmanaged.passUnretained(self).toOpaque(),
      // One more, until it is decided which connection is closed for a newcomer.
      connectionLimit: settings.connectionLimit + 1
    )
    guard let handle,
      let bound = smsdispatch_MHD_get_daemon_info(handle, .DAEMON_INFO_BIND_PORT),
      let epoll = smsdispatch_MHD_get_daemon_info(handle, .DAEMON_INFO_EPOLL_FD_LINUX_ONLY)
    else { throw .cannotListen(address: settings.address, port: settings.port) }
    self.handle = handle
    port = bound.pointee.port
    descriptor = epoll.pointee.epoll_fd
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
    var turns = 0
    // At its limit the library stops watching the port, and resumes only in a turn after a close; a
    // connection that was cut is closed in its next turn.
    repeat {
      hasFreed = false
      MHD_run(handle)
      turns += 1
    } while hasFreed && turns < Self.mostTurns
    guard !hasFreed else { return now }
    var milliseconds: UInt64 = 0
    guard MHD_get_timeout(handle, &milliseconds) == .YES else { return deadlines.next }
    let timeout = now + Int64(clamping: milliseconds) * 1_000_000
    return min(timeout, deadlines.next ?? timeout)
  }

  /// Gives a suspended exchange its answer, which is sent by the next `run`.
  func complete(_ exchange: Exchange, _ answer: WebAnswer) {
    guard suspended.removeValue(forKey: ObjectIdentifier(exchange)) != nil else { return }
    exchange.answer = answer
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
    MHD_stop_daemon(handle)
    self.handle = nil
  }

  private static func start(
    _ address: SocketAddress,
    context: UnsafeMutableRawPointer,
    connectionLimit: UInt32
  ) -> OpaquePointer? {
    var flags = MHD_USE_EPOLL.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
    if address.isIPv6 { flags |= MHD_USE_IPv6.rawValue }
    return address.withPointer { address in
      // The deadlines close idle connections; the library's own timeout is disabled.
      smsdispatch_MHD_start_daemon(
        flags,
        address,
        accessed,
        completed,
        connectionChanged,
        requestLineRead,
        context,
        connectionLimit,
        0,
        1
      )
    }
  }
}

extension WebServer {
  /// The first call for a request: its head is complete.
  fileprivate func begin(_ head: RequestHead, _ connection: OpaquePointer) -> Exchange {
    begun[connection] = nil
    if router.isKnown(path: head.path) { places.know(connection) }
    let exchange = Exchange(head: head, connection: connection)
    exchange.answer = router.refusal(of: head)
    return exchange
  }

  /// A part of a body has arrived.
  fileprivate func read(_ bytes: UnsafeRawBufferPointer, of exchange: Exchange) {
    if exchange.body.isEmpty { beginBody(of: exchange, with: bytes) }
    guard exchange.answer == nil else { return }
    let wasTooLarge = exchange.isTooLarge
    exchange.append(bytes, upTo: WebhookRouter.largestBody)
    if exchange.isTooLarge, !wasTooLarge { router.overflowed(exchange) }
  }

  private func beginBody(of exchange: Exchange, with bytes: UnsafeRawBufferPointer) {
    guard !exchange.head.isChunked, let end = exchange.head.end,
      HeadLayout.hasBareEmptyLine(before: UInt(bitPattern: bytes.baseAddress), after: end)
    else { return }
    var head = exchange.head
    head.fault = .lines
    exchange.answer = router.refusal(of: head)
  }

  /// The last call for a request, and once more after a suspension.
  fileprivate func finish(_ exchange: Exchange) -> MHD_Result {
    if var answer = exchange.answer ?? router.answer(exchange) {
      exchange.answer = answer
      answer.closes = answer.closes || exchange.head.isChunked
      return queue(answer, on: exchange.connection)
    }
    suspended[ObjectIdentifier(exchange)] = exchange
    deadlines.end(exchange.connection)
    MHD_suspend_connection(exchange.connection)
    return .YES
  }

  fileprivate func queue(_ answer: WebAnswer, on connection: OpaquePointer) -> MHD_Result {
    let body = Array((answer.body ?? "").utf8)
    let response = body.withUnsafeBytes { bytes in
      MHD_create_response_from_buffer(
        bytes.count,
        UnsafeMutableRawPointer(mutating: bytes.baseAddress),
        .RESPMEM_MUST_COPY
      )
    }
    guard let response else { return .NO }
    defer { MHD_destroy_response(response) }
    if answer.body != nil { MHD_add_response_header(response, "Content-Type", "application/json") }
    if answer.closes { MHD_add_response_header(response, "Connection", "close") }
    if let allow = answer.allow { MHD_add_response_header(response, "Allow", allow) }
    return MHD_queue_response(connection, answer.status, response)
  }

  fileprivate func connected(_ connection: OpaquePointer) {
    awaitRequest(on: connection)
    let address = IPAddress(clientOf: connection)
    let isTrusted = address.map { address in trusted.contains { $0.contains(address) } } ?? true
    let site = isTrusted ? nil : address?.site
    if let leaving = places.enter(connection, from: site) { cut(leaving) }
  }

  fileprivate func awaitRequest(on connection: OpaquePointer) {
    deadlines.begin(connection, at: Clocks.monotonic)
  }

  /// A request line has arrived; `target` is its second word.
  ///
  /// It still has its query and its escapes: a path with needless escapes is only recognised in the
  /// complete head.
  fileprivate func began(_ target: String, on connection: OpaquePointer) {
    let path = String(target.prefix { $0 != "?" })
    guard router.isKnown(path: path) else { return }
    places.know(connection)
    begun[connection] = path
  }

  /// A request has ended, with or without our answer.
  fileprivate func ended(
    _ exchange: Exchange?,
    on connection: OpaquePointer,
    _ reason: MHD_RequestTerminationCode
  ) {
    let path = begun.removeValue(forKey: connection) ?? exchange?.head.path
    guard let path, exchange?.answer == nil, reason != .REQUEST_TERMINATED_DAEMON_SHUTDOWN,
      exchange?.isTooLarge != true
    else { return }
    router.brokeOff(path, body: exchange?.body ?? [])
  }

  fileprivate func disconnected(_ connection: OpaquePointer) {
    hasFreed = true
    deadlines.end(connection)
    places.leave(connection)
    begun[connection] = nil
  }

  // Once shut down, the socket is readable, and the library closes it in its next turn.
  private func cut(_ connection: OpaquePointer) {
    let type = MHD_ConnectionInfoType.CONNECTION_INFO_CONNECTION_FD
    guard let info = smsdispatch_MHD_get_connection_info(connection, type) else { return }
    shutdown(info.pointee.connect_fd, Int32(SHUT_RDWR))
    hasFreed = true
  }
}

private func accessed(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  url: UnsafePointer<CChar>?,
  method: UnsafePointer<CChar>?,
  version: UnsafePointer<CChar>?,
  bytes: UnsafePointer<CChar>?,
  count: UnsafeMutablePointer<Int>?,
  request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let context, let connection, let url, let method, let version, let count, let request
  else { return .NO }
  let server = Unmanaged<WebServer>.fromOpaque(context).takeUnretainedValue()
  guard let known = request.pointee else {
    let head = RequestHead(method: method, url: url, version: version, connection: connection)
    let exchange = server.begin(head, connection)
    request.pointee = Unmanaged.passRetained(exchange).toOpaque()
    // A refusal is sent before the body is read, and closes the connection if there is a body.
    return exchange.answer.map { server.queue($0, on: connection) } ?? .YES
  }
  let exchange = Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
  guard count.pointee > 0 else { return server.finish(exchange) }
  let part = UnsafeRawBufferPointer(start: bytes, count: count.pointee)
  server.read(part, of: exchange)
  count.pointee = 0
  return .YES
}

private func completed(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  reason: MHD_RequestTerminationCode
) {
  guard let context, let connection, let request else { return }
  let server = Unmanaged<WebServer>.fromOpaque(context).takeUnretainedValue()
  let known = request.pointee.map { Unmanaged<Exchange>.fromOpaque($0) }
  request.pointee = nil
  server.ended(known?.takeUnretainedValue(), on: connection, reason)
  guard let known else { return }
  known.release()
  server.awaitRequest(on: connection)
}

private func requestLineRead(
  context: UnsafeMutableRawPointer?,
  target: UnsafePointer<CChar>?,
  connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let context, let target, let connection else { return nil }
  let server = Unmanaged<WebServer>.fromOpaque(context).takeUnretainedValue()
  server.began(String(cString: target), on: connection)
  return nil
}

private func connectionChanged(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  change: MHD_ConnectionNotificationCode
) {
  guard let context, let connection else { return }
  let server = Unmanaged<WebServer>.fromOpaque(context).takeUnretainedValue()
  if change == .CONNECTION_NOTIFY_STARTED {
    server.connected(connection)
  } else {
    server.disconnected(connection)
  }
}
