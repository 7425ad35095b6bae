/// A telephone number of the North American plan, in E.164 without the plus: 1 and ten digits.
///
/// Eleven digits; area code (NPA) and exchange (NXX) start with 2 to 9.
/// Source: ITU-T E.164; the provider's "Messaging best practices" (numbers of the US and Canada).
package struct PhoneNumber: Hashable, Sendable {
  /// The eleven digits as an integer: 12,002,000,000 to 19,999,999,999.
  package let value: UInt64

  /// Parses what people and programs write as a telephone number; see `PhoneNumberParser`.
  ///
  /// - Throws: `PhoneNumberError`, which names the first rule that the text breaks.
  package init(parsing text: String) throws(PhoneNumberError) {
    try self.init(value: PhoneNumberParser.value(of: text))
  }

  /// Parses what `digits` returns; nil for any other text.
  package init?(digits text: String) {
    guard text.utf8.count == 11, let value = UInt64(text) else { return nil }
    try? self.init(value: value)
  }

  /// Checks the eleven digits of a number that was stored or assembled.
  ///
  /// - Throws: `PhoneNumberError.wrongCountry`, `.badAreaCode` or `.badExchange`.
  package init(value: UInt64) throws(PhoneNumberError) {
    guard value / 10_000_000_000 == 1 else { throw .wrongCountry }
    guard value / 1_000_000_000 % 10 >= 2 else { throw .badAreaCode }
    guard value / 1_000_000 % 10 >= 2 else { throw .badExchange }
    self.value = value
  }

  /// The eleven digits, as the contract's results and the provider's API write them.
  package var digits: String { String(value) }

  /// Area code and exchange (NPA-NXX), six digits: 206555 of 12065550142.
  package var prefix: Int { Int(value / 10_000 % 1_000_000) }
}

extension PhoneNumber: CustomStringConvertible {
  /// Redacted for logs: the first and the last four digits, `1206•••0142`.
  package var description: String {
    "\(digits.prefix(4))•••\(digits.suffix(4))"
  }
}

/// The rule of the contract that a text meant as a telephone number breaks.
package enum PhoneNumberError: Error, Hashable, Sendable {
  case empty
  case strayCharacter(Unicode.Scalar)
  /// A character that begins an extension, after at least ten digits.
  case hasExtension(Unicode.Scalar)
  /// Two or more numbers in one text.
  case severalNumbers
  /// Five or six digits.
  case shortCode
  case wrongLength
  case wrongCountry
  case badAreaCode
  case badExchange

  /// The rule in words, to follow the name of the member.
  package var rule: String {
    switch self {
    case .empty:
      "must hold a telephone number"
    case .strayCharacter(let scalar):
      """
      may hold only digits, blanks, dashes, dots, brackets and one leading '+', \
      not \(scalar.quotedName)
      """
    case .hasExtension(let scalar):
      "must not have an extension (it begins with \(scalar.quotedName)): texts cannot reach one"
    case .severalNumbers:
      "must hold one telephone number: each recipient has a request of its own"
    case .shortCode:
      "must not be a short code: it must have 11 digits, the first of them 1"
    case .wrongLength:
      "must have 11 digits, the first of them 1, or the 10 that follow it"
    case .wrongCountry:
      """
      must start with 1, the country code of the US and Canada; after a leading '+', '00' or \
      '011' come a 1 and ten digits
      """
    case .badAreaCode:
      "must have an area code (the three digits after the 1) that starts with 2 to 9"
    case .badExchange:
      "must have an exchange (the three digits after the area code) that starts with 2 to 9"
    }
  }
}
