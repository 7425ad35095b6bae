/// The forms of a phone number that the provider accepts.
enum Handset {
  /// The 11 digits of a number with or without `+`; nil for any other text.
  static func digits(_ text: String) -> UInt64? {
    let digits = text.utf8.first == UInt8(ascii: "+") ? text.utf8.dropFirst() : text.utf8[...]
    guard digits.count == 11 else { return nil }
    var number: UInt64 = 0
    for byte in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
    }
    return (12_000_000_000...19_999_999_999).contains(number) ? number : nil
  }
}

/// A handset that answered STOP to one number of the account.
package struct OptOut: Hashable, Sendable {
  /// The handset, 11 digits.
  package let handset: String

  /// The number of the account that it no longer accepts texts from, 11 digits.
  package let number: String

  package init(handset: String, number: String) {
    self.handset = handset
    self.number = number
  }
}
