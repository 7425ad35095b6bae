internal import CMicrohttpd

extension HTTPRequest {
  /// Reads the head of a request from libmicrohttpd, whose strings live no longer than it.
  init(method: UnsafePointer<CChar>, url: UnsafePointer<CChar>, connection: OpaquePointer) {
    self.init(
      method: String(cString: method),
      path: String(cString: url),
      query: Self.query(connection),
      authorization: Self.header("Authorization", connection),
      contentType: Self.header("Content-Type", connection)
    )
  }

  private static func header(_ name: StaticString, _ connection: OpaquePointer) -> String? {
    name.withUTF8Buffer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { name in
        MHD_lookup_connection_value(connection, .HEADER_KIND, name.baseAddress)
          .map { String(cString: $0) }
      }
    }
  }

  private static func query(_ connection: OpaquePointer) -> [String: String] {
    var query: [String: String] = [:]
    guard MHD_get_connection_values(connection, .GET_ARGUMENT_KIND, nil, nil) > 0 else {
      return query
    }
    withUnsafeMutablePointer(to: &query) { query in
      _ = MHD_get_connection_values(connection, .GET_ARGUMENT_KIND, addMember, query)
    }
    return query
  }
}

private func addMember(
  context: UnsafeMutableRawPointer?,
  kind: MHD_ValueKind,
  key: UnsafePointer<CChar>?,
  value: UnsafePointer<CChar>?
) -> MHD_Result {
  if let query = context?.assumingMemoryBound(to: [String: String].self), let key {
    query.pointee[String(cString: key)] = value.map { String(cString: $0) } ?? ""
  }
  return .YES
}
