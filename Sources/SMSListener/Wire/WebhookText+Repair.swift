extension WebhookText {
  /// The bytes of a call with U+FFFD in the place of what no string can hold.
  ///
  /// A text that was cut in the midst of a character is still a text, and may be a STOP: the
  /// decoder would drop all of it. What occurs are bytes that are no UTF-8, and escapes of one
  /// half of a surrogate pair.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    let isText = String(validating: bytes, as: UTF8.self) != nil
    var repaired = isText ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
    replaceLoneSurrogates(in: &repaired)
    return repaired
  }

  private static func replaceLoneSurrogates(in bytes: inout [UInt8]) {
    var index = 0
    while let escape = bytes[index...].firstIndex(of: UInt8(ascii: "\\")) {
      guard let unit = escapedUnit(at: escape, of: bytes) else {
        // Any other escape is the backslash and a character, which may be a backslash itself.
        index = min(escape + 2, bytes.count)
        continue
      }
      index = escape + 6
      guard UTF16.isSurrogate(unit) else { continue }
      if UTF16.isLeadSurrogate(unit), let next = escapedUnit(at: index, of: bytes),
        UTF16.isTrailSurrogate(next)
      {
        index += 6
      } else {
        bytes.replaceSubrange(escape + 2..<escape + 6, with: "FFFD".utf8)
      }
    }
  }

  /// The UTF-16 unit that `\u` and four hex digits name; nil if there is no such escape.
  private static func escapedUnit(at index: Int, of bytes: [UInt8]) -> UInt16? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    let digits = bytes[index + 2..<index + 6]
    guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
