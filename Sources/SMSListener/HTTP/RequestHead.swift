internal import CMicrohttpd

/// The parts of a request's head that decisions depend on.
struct RequestHead: Equatable {
  /// As sent, usually in capitals.
  var method: String
  /// Without the query, percent-decoded.
  var path: String
  /// Whether it comes from this machine and was not forwarded by a proxy.
  var isLocal: Bool
  /// Whether its body is chunked.
  var isChunked = false
  /// Why it is refused; nil if it is well-formed.
  var fault: HeadFault?
  /// The address after the last header; nil if the library needs no check of the layout.
  var end: UInt?
}

extension RequestHead {
  /// Reads the head from libmicrohttpd, whose strings live only as long as the request.
  init(
    method: UnsafePointer<CChar>,
    url: UnsafePointer<CChar>,
    version: UnsafePointer<CChar>,
    connection: OpaquePointer
  ) {
    let fields = HeaderField.all(of: connection)
    let names = Set(fields.map(\.lowercasedName))
    let versionText = String(cString: version)
    self.init(
      method: String(cString: method),
      path: String(cString: url),
      isLocal: names.isDisjoint(with: ["forwarded", "x-forwarded-for", "via"])
        && Self.isLoopback(connection),
      isChunked: names.contains("transfer-encoding"),
      fault: HeadFault(in: fields, version: versionText)
    )
    guard HeadLayout.isNeeded else { return }
    let lineEnd = UInt(bitPattern: version) + UInt(versionText.utf8.count)
    if !HeadLayout.isPlain(fields, after: lineEnd) { fault = fault ?? .lines }
    end = fields.last?.end
  }

  private static func isLoopback(_ connection: OpaquePointer) -> Bool {
    guard let address = IPAddress(clientOf: connection) else { return false }
    return AddressRange.loopback.contains { $0.contains(address) }
  }
}

extension IPAddress {
  /// The address of a connection's client.
  init?(clientOf connection: OpaquePointer) {
    let kind = MHD_ConnectionInfoType.CONNECTION_INFO_CLIENT_ADDRESS
    guard let info = smsdispatch_MHD_get_connection_info(connection, kind),
      let address = info.pointee.client_addr
    else { return nil }
    self.init(UnsafeRawPointer(address))
  }
}
