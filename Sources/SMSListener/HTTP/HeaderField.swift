internal import CMicrohttpd

/// One header of a request as libmicrohttpd splits it, with its place in the library's buffer.
struct HeaderField: Hashable {
  var name: [UInt8]
  var value: [UInt8]
  /// The address of the name.
  var start: UInt
  /// The address of the value.
  var valueStart: UInt

  /// The address after the value.
  var end: UInt { valueStart + UInt(value.count) }

  /// The name with ASCII letters in lower case.
  var lowercasedName: String { String(decoding: name, as: UTF8.self).lowercased() }

  /// The headers, or other named values, of a connection's request, in order.
  static func all(_ kind: MHD_ValueKind, of connection: OpaquePointer) -> [HeaderField] {
    var fields: [HeaderField] = []
    withUnsafeMutablePointer(to: &fields) { list in
      _ = MHD_get_connection_values_n(connection, kind, collect, list)
    }
    return fields
  }
}

private func collect(
  list: UnsafeMutableRawPointer?,
  kind: MHD_ValueKind,
  name: UnsafePointer<CChar>?,
  nameSize: Int,
  value: UnsafePointer<CChar>?,
  valueSize: Int
) -> MHD_Result {
  guard let list, let name else { return .YES }
  list.assumingMemoryBound(to: [HeaderField].self).pointee.append(
    HeaderField(
      name: Array(UnsafeRawBufferPointer(start: name, count: nameSize)),
      value: Array(UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize)),
      start: UInt(bitPattern: name),
      valueStart: value.map { UInt(bitPattern: $0) } ?? UInt(bitPattern: name) + UInt(nameSize)
    )
  )
  return .YES
}
