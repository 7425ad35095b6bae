internal import CMicrohttpd
internal import SMSSystem

/// libmicrohttpd on a port of 127.0.0.1, driven from outside; the only file that owns its handle.
///
/// It has no thread. Its owner watches `descriptor`, and calls `run` when that is readable and at
/// the time that the last `run` returned; all calls, including `stop`, come from one queue. The
/// library's callbacks run inside `run` and `stop`.
final class HTTPServer {
  /// The port.
  private(set) var port: UInt16 = 0

  /// An epoll descriptor that is readable when there is something to do.
  private(set) var descriptor: Int32 = -1

  private let service: any HTTPService
  private var handle: OpaquePointer?
  private var delayed = DelayQueue<Exchange>()

  /// Starts listening.
  ///
  /// - Throws: `SimulatorError` if the port is taken.
  init(
    service: any HTTPService,
    port: UInt16,
    idleSeconds: UInt32,
    connectionLimit: UInt32
  ) throws(SimulatorError) {
    self.service = service
    let handle = Self.start(
      port: port,
      context: Unmanaged.passUnretained(self).toOpaque(),
      idleSeconds: idleSeconds,
      connectionLimit: connectionLimit
    )
    guard let handle,
      let bound = smsdispatch_MHD_get_daemon_info(handle, .DAEMON_INFO_BIND_PORT),
      let epoll = smsdispatch_MHD_get_daemon_info(handle, .DAEMON_INFO_EPOLL_FD_LINUX_ONLY)
    else { throw .cannotListen(port: port) }
    self.handle = handle
    self.port = bound.pointee.port
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
    while let exchange = delayed.popDue(at: now) {
      MHD_resume_connection(exchange.connection)
    }
    MHD_run(handle)
    var milliseconds: UInt64 = 0
    guard MHD_get_timeout(handle, &milliseconds) == .YES else { return delayed.nextDue }
    let timeout = now + Int64(clamping: milliseconds) * 1_000_000
    return min(timeout, delayed.nextDue ?? timeout)
  }

  /// Closes the port and every connection; delayed answers are not sent.
  func stop() {
    guard let handle else { return }
    for exchange in delayed.removeAll() {
      exchange.answer?.delivery = .close
      MHD_resume_connection(exchange.connection)
    }
    MHD_stop_daemon(handle)
    self.handle = nil
  }

  private static func start(
    port: UInt16,
    context: UnsafeMutableRawPointer,
    idleSeconds: UInt32,
    connectionLimit: UInt32
  ) -> OpaquePointer? {
    // The service writes the Date header itself, as its clock may be skewed.
    let flags = [MHD_USE_EPOLL, MHD_ALLOW_SUSPEND_RESUME, MHD_USE_SUPPRESS_DATE_NO_CLOCK]
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        smsdispatch_MHD_start_daemon(
          flags.reduce(0) { $0 | $1.rawValue },
          address,
          -1,
          accessed,
          completed,
          connectionChanged,
          nil,
          context,
          connectionLimit,
          idleSeconds,
          0
        )
      }
    }
  }
}

extension HTTPServer {
  /// The first call for a request: its headers are complete.
  fileprivate func begin(_ request: HTTPRequest, _ connection: OpaquePointer) -> Exchange? {
    service.dropsUnread(request) ? nil : Exchange(request: request, connection: connection)
  }

  /// The last call for a request, and once more after a delay.
  fileprivate func finish(_ exchange: Exchange) -> MHD_Result {
    if let answer = exchange.answer { return perform(answer, on: exchange.connection) }
    let answer = service.answer(exchange.request)
    exchange.answer = answer
    guard answer.delay > 0 else { return perform(answer, on: exchange.connection) }
    MHD_suspend_connection(exchange.connection)
    delayed.insert(exchange, due: Clocks.monotonic + answer.delay)
    return .YES
  }

  fileprivate func noteConnection(isOpen: Bool) {
    service.connectionChanged(isOpen: isOpen)
  }

  /// `MHD_NO` makes the library close the connection without a byte.
  private func perform(_ answer: HTTPAnswer, on connection: OpaquePointer) -> MHD_Result {
    switch answer.delivery {
    case .whole:
      return queue(answer, Self.response(answer.body), on: connection)
    case .cut(let count):
      return queue(answer, CutBody.response(answer.body, after: count), on: connection)
    case .close:
      return .NO
    case .reset:
      reset(connection)
      return .NO
    }
  }

  private func queue(
    _ answer: HTTPAnswer,
    _ response: OpaquePointer?,
    on connection: OpaquePointer
  ) -> MHD_Result {
    guard let response else { return .NO }
    MHD_add_response_header(response, "Date", service.date())
    if let contentType = answer.contentType {
      MHD_add_response_header(response, "Content-Type", contentType)
    }
    for header in answer.headers {
      MHD_add_response_header(response, header.name, header.value)
    }
    defer { MHD_destroy_response(response) }
    return MHD_queue_response(connection, UInt32(answer.status), response)
  }

  private static func response(_ body: [UInt8]) -> OpaquePointer? {
    body.withUnsafeBytes { bytes in
      MHD_create_response_from_buffer(
        bytes.count,
        UnsafeMutableRawPointer(mutating: bytes.baseAddress),
        .RESPMEM_MUST_COPY
      )
    }
  }

  /// Dissolving a TCP association sends RST at once (connect(2), `AF_UNSPEC`); closing with
  /// SO_LINGER would not, since the library first shuts the socket down, which sends FIN.
  private func reset(_ connection: OpaquePointer) {
    let type = MHD_ConnectionInfoType.CONNECTION_INFO_CONNECTION_FD
    guard let info = smsdispatch_MHD_get_connection_info(connection, type) else { return }
    var nobody = sockaddr()
    nobody.sa_family = sa_family_t(AF_UNSPEC)
    _ = connect(info.pointee.connect_fd, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
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
  guard let context, let connection, let url, let method, let count, let request else {
    return .NO
  }
  let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
  guard let known = request.pointee else {
    let head = HTTPRequest(method: method, url: url, connection: connection)
    guard let exchange = server.begin(head, connection) else { return .NO }
    request.pointee = Unmanaged.passRetained(exchange).toOpaque()
    return .YES
  }
  let exchange = Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
  guard count.pointee > 0 else { return server.finish(exchange) }
  exchange.request.append(UnsafeRawBufferPointer(start: bytes, count: count.pointee))
  count.pointee = 0
  return .YES
}

private func completed(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  reason: MHD_RequestTerminationCode
) {
  guard let known = request?.pointee else { return }
  Unmanaged<Exchange>.fromOpaque(known).release()
  request?.pointee = nil
}

private func connectionChanged(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  change: MHD_ConnectionNotificationCode
) {
  guard let context else { return }
  Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
    .noteConnection(isOpen: change == .CONNECTION_NOTIFY_STARTED)
}

/// The service behind the HTTP server; every call comes on the simulator's queue.
protocol HTTPService: AnyObject {
  /// Whether to close the connection before the request's body is read.
  func dropsUnread(_ head: HTTPRequest) -> Bool

  /// Answers a request whose body has been read.
  func answer(_ request: HTTPRequest) -> HTTPAnswer

  /// The `Date` header for an answer that is sent now.
  func date() -> String

  /// A connection was opened or closed.
  func connectionChanged(isOpen: Bool)
}

/// A request in the HTTP server, with its answer once that is decided.
final class Exchange {
  /// The request; its body grows as it is read.
  var request: HTTPRequest

  /// The answer; nil while the request is read.
  var answer: HTTPAnswer?

  /// The connection of the request; valid until the library reports the request as completed.
  let connection: OpaquePointer

  init(request: HTTPRequest, connection: OpaquePointer) {
    self.request = request
    self.connection = connection
  }
}
