internal import CMicrohttpd

/// Why a proxy in front of us might read a request's head differently than we do.
///
/// Servers may repair many a malformed head (RFC 9112), and if two in a row repair it differently,
/// one request becomes two. So anything unusual is refused with 400, and the connection is closed.
/// How much of this libmicrohttpd does in its strict mode depends on its version:
///
/// | fault | 0.9.75, Debian 12 | 1.0.1, Debian 13 |
/// |---|---|---|
/// | no `Host`, a line without a colon, a length that is not a number | the library | the library |
/// | a blank in the path | the library, without an answer | the library |
/// | blanks before a colon or at the start of a line, a CR in a value | here | the library |
/// | `Transfer-Encoding` with `Content-Length`, or other than `chunked` | here | the library |
/// | `Transfer-Encoding` in HTTP/1.0; two of it, or of `Content-Length` | here | here |
/// | bare LF, a folded line, NUL, an empty name | here, by the place of each header | the library |
/// | bare LF as the empty line | here, if a body with a length follows | the library |
/// | two blanks in the request line, bare LF around chunks and in trailers | missed | the library |
///
/// With 0.9.75, a NUL or a header without a name between the last header and the empty line is
/// missed too. What is missed around chunks does no harm: the connection is closed after a chunked
/// request, and nothing after it is read.
enum HeadFault: String {
  case lines = "its header section has a bare LF, a NUL or a folded line"
  case name = "one of its header names is not valid"
  case value = "one of its headers has a control character"
  case length = "it has more than one Content-Length"
  case encoding = "its Transfer-Encoding is not chunked alone, in HTTP/1.1"
  case lengthAndEncoding = "it has both Transfer-Encoding and Content-Length"

  /// The first fault of a head; nil if there is none.
  ///
  /// - Parameters:
  ///   - fields: Its headers, in order.
  ///   - version: `HTTP/1.1` or `HTTP/1.0`.
  init?(in fields: [HeaderField], version: String) {
    if !fields.allSatisfy({ Self.isToken($0.name) }) {
      self = .name
    } else if fields.contains(where: { $0.value.contains(where: Self.isControl) }) {
      self = .value
    } else if let fault = Self.framing(of: fields, version: version) {
      self = fault
    } else {
      return nil
    }
  }

  private static func framing(of fields: [HeaderField], version: String) -> HeadFault? {
    let encodings = fields.filter { $0.lowercasedName == "transfer-encoding" }
    let lengths = fields.count { $0.lowercasedName == "content-length" }
    guard let encoding = encodings.first else { return lengths > 1 ? .length : nil }
    guard lengths == 0 else { return .lengthAndEncoding }
    let text = String(decoding: encoding.value, as: UTF8.self).lowercased()
    return encodings.count == 1 && text == "chunked" && version == "HTTP/1.1" ? nil : .encoding
  }

  /// A token of RFC 9110, 5.6.2.
  private static func isToken(_ name: [UInt8]) -> Bool {
    !name.isEmpty
      && name.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  private static func isControl(_ byte: UInt8) -> Bool {
    (byte < 0x20 && byte != UInt8(ascii: "\t")) || byte == 0x7F
  }
}

/// The layout of a head in the buffer of libmicrohttpd up to 0.9.77, which shows how its lines were
/// separated.
///
/// The library leaves the bytes in place, overwrites line ends and colons with zeros, and moves the
/// name of a folded line elsewhere. So if two lines are separated by exactly CR LF, the next begins
/// two bytes after the end of the last. Later versions refuse everything else by themselves, and do
/// not need this check.
enum HeadLayout {
  /// Whether the version in use needs this check; it may be later than the one built with.
  static let isNeeded = String(cString: MHD_get_version()).hasPrefix("0.")

  /// Whether all lines of a head are unfolded and end with CR LF.
  ///
  /// - Parameters:
  ///   - fields: Its headers, in order.
  ///   - lineEnd: The address after the request line's last character.
  /// - Returns: Whether each line begins where it must.
  static func isPlain(_ fields: [HeaderField], after lineEnd: UInt) -> Bool {
    var end = lineEnd
    for field in fields {
      guard field.start == end &+ 2, field.valueStart > field.start else { return false }
      end = field.end
    }
    return true
  }

  /// Whether a body begins where it would after an empty line that is a bare LF.
  ///
  /// - Parameters:
  ///   - body: The address of the body's first byte; only for a body with a length, as chunks begin
  ///     later.
  ///   - end: The address after the last header's value.
  /// - Returns: Whether there is one byte too few between the two.
  static func hasBareEmptyLine(before body: UInt, after end: UInt) -> Bool { body == end &+ 3 }
}
