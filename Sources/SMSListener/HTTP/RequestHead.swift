internal import CMicrohttpd

/// The head of a request, as far as anything is decided by it.
struct RequestHead: Equatable {
  /// In capitals, as sent.
  var method: String
  /// Without the query, percent-decoded.
  var path: String
  var contentLength: Int?
  /// Whether it comes from this machine and was not passed on by a proxy.
  var isLocal: Bool
}

extension RequestHead {
  /// Reads the head from libmicrohttpd, whose strings live only as long as the request.
  init(method: UnsafePointer<CChar>, url: UnsafePointer<CChar>, connection: OpaquePointer) {
    let isPassedOn = ["Forwarded", "X-Forwarded-For", "Via"].contains {
      Self.header($0, connection) != nil
    }
    self.init(
      method: String(cString: method),
      path: String(cString: url),
      contentLength: Self.header("Content-Length", connection).flatMap { Int($0) },
      isLocal: !isPassedOn && Self.isLoopback(connection)
    )
  }

  private static func header(_ name: String, _ connection: OpaquePointer) -> String? {
    MHD_lookup_connection_value(connection, .HEADER_KIND, name).map { String(cString: $0) }
  }

  private static func isLoopback(_ connection: OpaquePointer) -> Bool {
    let kind = MHD_ConnectionInfoType.CONNECTION_INFO_CLIENT_ADDRESS
    guard let info = smsdispatch_MHD_get_connection_info(connection, kind),
      let address = info.pointee.client_addr
    else { return false }
    return SocketAddress.isLoopback(UnsafeRawPointer(address))
  }
}
