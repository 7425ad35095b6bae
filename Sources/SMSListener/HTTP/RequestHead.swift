internal import CMicrohttpd
internal import SMSSystem

/// The parts of a request's head that decisions depend on.
///
/// The library bounds it: with its query and headers it fits into the connection's 32 KiB.
struct RequestHead: Equatable {
  enum Origin: Equatable {
    /// An address, if the library knows it.
    case network(IPAddress?)
    /// The process at the other end of a local socket, if the kernel knows it.
    case process(PeerCredentials?)

    /// Whether it is on this machine.
    var isLocal: Bool {
      switch self {
      case .process: true
      case .network(let address):
        address.map { address in AddressRange.loopback.contains { $0.contains(address) } } ?? false
      }
    }
  }

  /// As sent, usually in capitals.
  var method: String
  /// Without the query, percent-decoded.
  var path: String
  /// The query, percent-decoded, in order.
  var query: [WebField] = []
  /// The headers, in order.
  var fields: [HeaderField] = []
  /// Whether it comes from this machine and was not forwarded by a proxy.
  var isLocal: Bool
  var origin: Origin
  /// Whether its body is chunked.
  var isChunked = false
  /// Why it is refused; nil if it is well-formed.
  var fault: HeadFault?
  /// The address after the last header; nil if the library needs no check of the layout.
  var end: UInt?
}

extension RequestHead {
  private static let forwardingNames = ["forwarded", "x-forwarded-for", "via"]

  /// Reads the head from libmicrohttpd, whose strings live only as long as the request.
  init(
    method: UnsafePointer<CChar>,
    url: UnsafePointer<CChar>,
    version: UnsafePointer<CChar>,
    connection: OpaquePointer,
    origin: Origin
  ) {
    let fields = HeaderField.all(.HEADER_KIND, of: connection)
    let names = Set(fields.map(\.lowercasedName))
    let versionText = String(cString: version)
    self.init(
      method: String(cString: method),
      path: String(cString: url),
      query: HeaderField.all(.GET_ARGUMENT_KIND, of: connection).map(WebField.init),
      fields: fields,
      isLocal: names.isDisjoint(with: Self.forwardingNames) && origin.isLocal,
      origin: origin,
      isChunked: names.contains("transfer-encoding"),
      fault: HeadFault(in: fields, version: versionText)
    )
    guard HeadLayout.isNeeded else { return }
    let lineEnd = UInt(bitPattern: version) + UInt(versionText.utf8.count)
    if !HeadLayout.isPlain(fields, after: lineEnd) { fault = fault ?? .lines }
    end = fields.last?.end
  }

  /// The values of all headers with a name in lower case.
  func values(of name: String) -> [String] {
    fields.filter { $0.lowercasedName == name }.map { String(decoding: $0.value, as: UTF8.self) }
  }
}

extension IPAddress {
  /// The address of a network connection's client.
  init?(clientOf connection: OpaquePointer) {
    let kind = MHD_ConnectionInfoType.CONNECTION_INFO_CLIENT_ADDRESS
    guard let info = smsdispatch_MHD_get_connection_info(connection, kind),
      let address = info.pointee.client_addr
    else { return nil }
    self.init(UnsafeRawPointer(address))
  }
}

extension WebField {
  fileprivate init(_ field: HeaderField) {
    self.init(
      String(decoding: field.name, as: UTF8.self),
      String(decoding: field.value, as: UTF8.self)
    )
  }
}
