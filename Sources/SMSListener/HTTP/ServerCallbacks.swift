internal import CMicrohttpd

// What libmicrohttpd calls; the context is the server, which outlives its handle. C takes no
// pointers to methods.

func serverAccessed(
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
  let server = WebServer.at(context)
  guard let known = request.pointee else {
    let head = RequestHead(
      method: method,
      url: url,
      version: version,
      connection: connection,
      origin: server.origin(of: connection)
    )
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

func serverCompleted(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  reason: MHD_RequestTerminationCode
) {
  guard let context, let connection, let request else { return }
  let server = WebServer.at(context)
  let known = request.pointee.map { Unmanaged<Exchange>.fromOpaque($0) }
  request.pointee = nil
  server.ended(known?.takeUnretainedValue(), on: connection, reason)
  guard let known else { return }
  known.release()
  server.awaitRequest(on: connection)
}

func serverRequestLineRead(
  context: UnsafeMutableRawPointer?,
  target: UnsafePointer<CChar>?,
  connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let context, let target, let connection else { return nil }
  let server = WebServer.at(context)
  server.began(String(cString: target), on: connection)
  return nil
}

func serverConnectionChanged(
  context: UnsafeMutableRawPointer?,
  connection: OpaquePointer?,
  socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  change: MHD_ConnectionNotificationCode
) {
  guard let context, let connection else { return }
  let server = WebServer.at(context)
  if change == .CONNECTION_NOTIFY_STARTED {
    server.connected(connection)
  } else {
    server.disconnected(connection)
  }
}

extension WebServer {
  fileprivate static func at(_ context: UnsafeMutableRawPointer) -> WebServer {
    Unmanaged<WebServer>.fromOpaque(context).takeUnretainedValue()
  }
}
