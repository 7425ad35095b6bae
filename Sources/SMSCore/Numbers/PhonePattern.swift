/// Finds a phone's number in a file, in the notations that people and programs use.
///
/// Ten digits in a row, or with up to three blanks, dashes, dots, slashes or brackets between them,
/// with or without the country code. Digits of a longer number are not a phone's.
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
    bytes.withUnsafeBufferPointer { bytes in
      bytes.indices.contains { bytes[$0] == digits[0] && begins(at: $0, in: bytes) }
    }
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
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\t"), 0xC2, 0xA0:
      true
    default: false
    }
  }
}
