/// Makes a name from a foreign file safe for a message: one line, bounded, without control or
/// bidirectional formatting characters.
package enum DisplayName {
  /// The longest name shown, in characters; a longer one is truncated.
  static let limit = 64

  /// The name itself if it is plain, otherwise quoted and escaped.
  package static func of(_ name: String) -> String {
    if isPlain(name) { return name }
    var text = "\""
    for scalar in name.unicodeScalars.prefix(limit) {
      text += isSafe(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
    return text + (name.unicodeScalars.count > limit ? "…\"" : "\"")
  }

  /// Names of letters, digits, `_` and `-` are shown without quotes.
  private static func isPlain(_ name: String) -> Bool {
    let utf8 = name.utf8
    return !utf8.isEmpty && utf8.count <= limit && utf8.allSatisfy(isPlainByte)
  }

  private static func isPlainByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default:
      false
    }
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      false
    default:
      scalar != "\"" && scalar != "\\"
    }
  }
}
