/// An address on this host: where a link, a form or a stream leads to.
///
/// Whatever comes as a `String` is one segment of the path or a value of the query, and encoded.
package struct PageAddress: Equatable, Sendable {
  /// As it is written into an attribute or a `Location`.
  package let text: String

  private init(text: String) { self.text = text }

  /// An address below a base.
  ///
  /// - Parameters:
  ///   - segments: The segments of the path.
  ///   - query: Names and values.
  ///   - base: A path that begins and ends with a slash, such as that of a session; "" for none.
  package init(
    _ segments: [String],
    query: [(name: String, value: String)] = [],
    below base: String = ""
  ) {
    precondition(
      base.isEmpty || base.hasPrefix("/") && base.hasSuffix("/") && !base.hasPrefix("//"),
      "a base is a path on this host"
    )
    var text = base + segments.map(Self.encoded).joined(separator: "/")
    if !query.isEmpty {
      let pairs = query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
      text += "?" + pairs.joined(separator: "&")
    }
    self.text = text
  }

  /// A place in the same document.
  package static func fragment(_ id: String) -> PageAddress {
    PageAddress(text: "#\(encoded(id))")
  }

  /// All but the characters that RFC 3986 leaves unreserved become `%XX`.
  private static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      if isUnreserved(byte) {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += byte < 0x10 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return encoded
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
