/// The rule of the contract that a text meant as a telephone number breaks.
package enum PhoneNumberError: Error, Hashable, Sendable {
  case empty
  case strayCharacter(Unicode.Scalar)
  /// A character that begins an extension, behind at least ten digits.
  case hasExtension(Unicode.Scalar)
  /// Two numbers or more in one text.
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
