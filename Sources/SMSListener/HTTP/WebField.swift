/// A name with its value, from a query, a form or a cookie; names may repeat.
package struct WebField: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension WebField {
  /// The media type of a form.
  package static let formType = "application/x-www-form-urlencoded"

  /// Reads the body of a form (WHATWG URL, 5.1); what is not UTF-8 is repaired.
  package static func form(_ body: [UInt8]) -> [WebField] {
    body.split(separator: UInt8(ascii: "&")).map { pair in
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      return WebField(decoded(name), decoded(pair[name.endIndex...].dropFirst()))
    }
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"):
        plain.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        let digits = rest.prefix(2)
        if digits.count == 2, let value = hexadecimal(digits) {
          plain.append(value)
          rest = rest.dropFirst(2)
        } else {
          plain.append(byte)
        }
      default:
        plain.append(byte)
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
    // UInt8 would read a sign, too.
    guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  /// The cookies in the values of `Cookie` (RFC 6265, 4.2).
  static func cookies(_ values: [String]) -> [WebField] {
    values.flatMap { $0.split(separator: ";") }.compactMap { pair in
      let text = pair.drop { $0 == " " }
      guard let equals = text.firstIndex(of: "=") else { return nil }
      return WebField(String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
  }
}
