extension String {
  /// The number of consecutive digits that may be a whole phone number.
  private static let wholeNumber = 10

  /// The text with ten or more consecutive digits masked except the first and last four; nil if
  /// there are none.
  var maskedNumbers: String? {
    let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard utf8.count(where: isDigit) >= Self.wholeNumber else { return nil }
    var masked: [UInt8] = []
    var rest = Array(utf8)[...]
    while let first = rest.first {
      let digits = rest.prefix(while: isDigit)
      if digits.count >= Self.wholeNumber {
        masked += digits.prefix(4) + Array("•••".utf8) + digits.suffix(4)
      } else {
        masked += digits.isEmpty ? [first] : Array(digits)
      }
      rest = rest.dropFirst(max(1, digits.count))
    }
    return String(decoding: masked, as: UTF8.self)
  }
}
