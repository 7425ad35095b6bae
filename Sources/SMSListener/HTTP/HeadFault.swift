internal import CMicrohttpd

/// Why a request's head may mean something else to a proxy in front of us than to us.
///
/// Servers may mend many a malformed head (RFC 9112), and where two in a row mend it differently, one
/// request becomes two. So what is not plain is refused with 400, and its connection ends. How much of
/// that libmicrohttpd does when it is told to be strict depends on its version:
///
/// | what | 0.9.75, Debian 12 | 1.0.1, Debian 13 |
/// |---|---|---|
/// | no `Host`, a line without a colon, a length that is no number | the library | the library |
/// | a blank in the path | the library, without an answer | the library |
/// | blanks before a colon or at the start of a line, a CR in a value | here | the library |
/// | `Transfer-Encoding` with `Content-Length`, or other than `chunked` | here | the library |
/// | `Transfer-Encoding` in HTTP/1.0; two of it, or of `Content-Length` | here | here |
/// | bare LF, a folded line, NUL, an empty name | here, by the place of each header | the library |
/// | bare LF as the empty line | here, if a body with a length follows | the library |
/// | two blanks in the request line, bare LF around chunks and in trailers | not seen | the library |
///
/// Nor is it seen with 0.9.75 what stands between the last header and the empty line but an ordinary
/// header: a NUL, or a header without a name. What is not seen around chunks does no harm: a
/// connection ends after a request in chunks, and nothing behind it is read.
enum HeadFault: String {
  case lines = "its head has a bare LF or NUL, or a folded line"
  case name = "a header of it has a name that is none"
  case value = "a header of it has a control character"
  case length = "it has more than one Content-Length"
  case encoding = "its Transfer-Encoding is not chunked alone, in HTTP/1.1"
  case lengthAndEncoding = "it has both Transfer-Encoding and Content-Length"

  /// What is wrong with a head; nil for a plain one.
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

/// Where libmicrohttpd up to 0.9.77 has the parts of a head, by which it is known how they were
/// parted.
///
/// It leaves the bytes where they came, writes zeros over the line ends and over the colons, and
/// moves the name of a folded line elsewhere. So with nothing but CR LF between two lines, the next
/// begins two bytes behind the last. Later versions refuse the rest by themselves, and need no such
/// look.
enum HeadLayout {
  /// Whether the version that runs needs it, which may be a later one than this was built with.
  static let isNeeded = String(cString: MHD_get_version()).hasPrefix("0.")

  /// Whether all lines of a head are unfolded and end with CR LF.
  ///
  /// - Parameters:
  ///   - fields: Its headers, in order.
  ///   - lineEnd: The address behind the request line's last character.
  /// - Returns: Whether each line begins where it must.
  static func isPlain(_ fields: [HeaderField], after lineEnd: UInt) -> Bool {
    var end = lineEnd
    for field in fields {
      guard field.start == end &+ 2, field.valueStart > field.start else { return false }
      end = field.end
    }
    return true
  }

  /// Whether a body begins where it does behind an empty line of a bare LF.
  ///
  /// - Parameters:
  ///   - body: The address of a body's first byte; one with a length, since chunks begin later.
  ///   - end: The address behind the last header's value.
  /// - Returns: Whether one byte too few stands between the two.
  static func hasBareEmptyLine(before body: UInt, after end: UInt) -> Bool { body == end &+ 3 }
}
