/// Finds a phone's number in a file, in the notations that people and programs use.
///
/// Ten digits in a row, or with up to three blanks, dashes, dots, slashes or brackets between them,
/// with or without the country code. Digits of a longer number are not a phone's. Digits, blanks,
/// dashes and brackets may be those of any script, with invisible characters between them, and
/// escaped as in JSON: whatever a request may have, whole or not.
package struct PhonePattern: Sendable {
  private static let mostSeparators = 3
  /// What may come right before: a country code, with the international prefix or without.
  private static let codes = ["", "1", "001", "0111"].map { Array($0.utf8) }

  private let digits: [UInt8]

  package init(_ phone: PhoneNumber) {
    digits = Array(phone.nationalDigits.utf8)
  }

  /// Whether the number occurs in a file's content.
  package func occurs(in bytes: [UInt8]) -> Bool {
    if occursPlainly(in: bytes) { return true }
    guard let plain = Self.plain(bytes) else { return false }
    return occursPlainly(in: plain)
  }

  private func occursPlainly(in bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      bytes.indices.contains { bytes[$0] == digits[0] && begins(at: $0, in: bytes) }
    }
  }

  // MARK: Other notations

  /// The content with every character as the one of ASCII that it is typed for, without invisible
  /// ones; nil if that is the content itself.
  private static func plain(_ bytes: [UInt8]) -> [UInt8]? {
    let hasEscapes = bytes.contains(UInt8(ascii: "\\"))
    guard hasEscapes || bytes.contains(where: { $0 >= 0x80 }) else { return nil }
    let text = hasEscapes ? withoutEscapes(bytes) : bytes
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count)
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars where !scalar.isInvisible {
      plain.append(plainForm(of: scalar))
    }
    return plain
  }

  /// Any other character is one that separates no digits.
  private static func plainForm(of scalar: Unicode.Scalar) -> UInt8 {
    if scalar.isASCII { return UInt8(scalar.value) }
    if let digit = scalar.decimalDigit { return UInt8(ascii: "0") + UInt8(digit) }
    if scalar.isDash { return UInt8(ascii: "-") }
    if scalar.isBlank { return UInt8(ascii: " ") }
    let half = scalar.halfwidth
    if half.isASCII { return UInt8(half.value) }
    switch scalar.properties.generalCategory {
    case .openPunctuation, .closePunctuation: return UInt8(ascii: "(")
    default: return UInt8(ascii: "?")
    }
  }

  /// The content with the characters that `\u` and four hexadecimal digits stand for.
  private static func withoutEscapes(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let next = rest.first else {
        result.append(byte)
        continue
      }
      let code = rest.dropFirst().prefix(4)
      if next == UInt8(ascii: "u"), code.count == 4,
        let value = UInt32(String(decoding: code, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(value)
      {
        result += String(scalar).utf8
        rest = rest.dropFirst(5)
      } else {
        // `\t`, `\n` and their like are blank.
        result.append("tnrf".utf8.contains(next) ? UInt8(ascii: " ") : next)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private func begins(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var place = start
    for digit in digits {
      var separators = 0
      while place > start, place < bytes.count, Self.isSeparator(bytes[place]),
        separators < Self.mostSeparators
      {
        place += 1
        separators += 1
      }
      guard place < bytes.count, bytes[place] == digit else { return false }
      place += 1
    }
    if place < bytes.count, Self.isDigit(bytes[place]) { return false }
    let before = bytes[..<start].reversed().prefix { Self.isDigit($0) }
    return Self.codes.contains { $0.elementsEqual(before.reversed()) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A blank may be one that does not break: two bytes of UTF-8.
  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "\t"), 0xC2, 0xA0:
      true
    default: false
    }
  }
}
