/// Parses what people and programs write as a telephone number.
///
/// | text | read as |
/// |---|---|
/// | decimal digits of any script or width | the digit they mean |
/// | blanks, dashes, dots, brackets, invisible characters (direction marks, zero-width) | nothing |
/// | a leading `+`, `00` or `011` | international: a 1 and ten digits must follow |
/// | ten digits without such a prefix | a national number, which gets the 1 |
/// | two whole numbers separated by a comma, semicolon, slash or line end | an error that says so |
/// | anything else | an error that names it |
///
/// Source: ITU-T E.123 (notation), E.164; `011` is the international prefix of the US and Canada.
struct PhoneNumberParser {
  /// E.164 allows 15 digits, and the longest prefix has three.
  private static let mostDigits = 18

  private var value: UInt64 = 0
  private var count = 0
  private var hasPlus = false

  /// The value of a text's eleven digits; area code and exchange are not checked.
  ///
  /// - Throws: `PhoneNumberError` for anything but a number with country code 1.
  static func value(of text: String) throws(PhoneNumberError) -> UInt64 {
    var parser = PhoneNumberParser()
    for (index, scalar) in zip(text.unicodeScalars.indices, text.unicodeScalars) {
      guard !parser.isFollowed(by: text.unicodeScalars[index...]) else { throw .severalNumbers }
      try parser.take(scalar)
    }
    return try parser.national()
  }

  /// Whether a list separator and another whole number come next.
  private func isFollowed(by rest: Substring.UnicodeScalarView) -> Bool {
    guard count >= 10, let first = rest.first, Self.separatesNumbers(first) else { return false }
    return rest.count { $0.decimalDigit != nil } >= 10
  }

  private mutating func take(_ scalar: Unicode.Scalar) throws(PhoneNumberError) {
    if let digit = scalar.decimalDigit {
      guard count < Self.mostDigits else { throw .wrongLength }
      value = value * 10 + UInt64(digit)
      count += 1
    } else if Self.isPlus(scalar) {
      guard !hasPlus, count == 0 else { throw .strayCharacter(scalar) }
      hasPlus = true
    } else if !Self.isIgnored(scalar) {
      throw count >= 10 && Self.startsExtension(scalar)
        ? .hasExtension(scalar) : .strayCharacter(scalar)
    }
  }

  private func national() throws(PhoneNumberError) -> UInt64 {
    guard count > 0 else { throw .empty }
    if let rest = internationalDigits { return try Self.checked(value, count: rest) }
    switch count {
    case 11:
      guard value / 10_000_000_000 == 1 else { throw .wrongCountry }
      return value
    case 10: return value + 10_000_000_000
    case 5, 6: throw .shortCode
    default: throw .wrongLength
    }
  }

  /// How many digits follow the international prefix; nil without one.
  ///
  /// Leading zeros are in `count` but not in `value`: after `011` the first three digits read 11.
  private var internationalDigits: Int? {
    if hasPlus { return count }
    if count >= 2, value / Self.power(count - 2) == 0 { return count - 2 }
    if count >= 3, value / Self.power(count - 3) == 11 { return count - 3 }
    return nil
  }

  private static func checked(
    _ value: UInt64,
    count: Int
  ) throws(PhoneNumberError) -> UInt64 {
    guard count > 0 else { throw .wrongLength }
    let digits = value % power(count)
    guard digits / power(count - 1) == 1 else { throw .wrongCountry }
    guard count == 11 else { throw .wrongLength }
    return digits
  }

  private static func power(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

extension PhoneNumberParser {
  private static func isPlus(_ scalar: Unicode.Scalar) -> Bool {
    ["+", "\u{FF0B}", "\u{FE62}"].contains(scalar)
  }

  private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", "(", ")": true
    // Full stops of other widths, the middle dot and the hyphenation point.
    case "\u{FF0E}", "\u{FE52}", "\u{2024}", "\u{B7}", "\u{2027}": true
    // The frame of the keycap emoji.
    case "\u{20E3}": true
    default: scalar.isBlank || scalar.isDash || scalar.isInvisible || isBracket(scalar)
    }
  }

  private static func isBracket(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .openPunctuation, .closePunctuation: true
    default: false
    }
  }

  /// Whether it may separate the numbers of a list.
  private static func separatesNumbers(_ scalar: Unicode.Scalar) -> Bool {
    [",", ";", "/", "|", "&", "\n"].contains(scalar)
  }

  /// Whether it may begin an extension or a pause: `x7`, `ext. 7`, `#7`, `;ext=7`, `,7`.
  private static func startsExtension(_ scalar: Unicode.Scalar) -> Bool {
    ["x", "X", "e", "E", "#", ";", ",", "p", "w"].contains(scalar)
  }
}
