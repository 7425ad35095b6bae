/// A telephone number of the North American plan, in E.164 without the plus: 1 and ten digits.
///
/// Eleven digits; area code (NPA) and exchange (NXX) start with 2 to 9.
/// Source: ITU-T E.164; Flowroute, "Messaging best practices" (numbers of the US and Canada).
package struct PhoneNumber: Hashable, Sendable {
  /// The eleven digits as an integer: 12,002,000,000 to 19,999,999,999.
  package let value: UInt64

  /// Reads the forms of the contract.
  ///
  /// Blanks, `-`, `.`, `(`, `)` and one leading `+` are removed; ten digits get the 1 in front.
  ///
  /// - Throws: `PhoneNumberError`, which names the first rule that the text breaks.
  package init(parsing text: String) throws(PhoneNumberError) {
    var digits: UInt64 = 0
    var count = 0
    var started = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        started = true
        count += 1
        guard count <= 11 else { throw .wrongLength }
        digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "+"):
        guard !started else { throw .strayCharacter }
        started = true
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("),
        UInt8(ascii: ")"):
        continue
      default:
        throw .strayCharacter
      }
    }
    guard count > 0 else { throw .empty }
    guard count == 10 || count == 11 else { throw .wrongLength }
    if count == 10 { digits += 10_000_000_000 }
    try self.init(value: digits)
  }

  /// Checks the eleven digits of a number that was stored or built.
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
