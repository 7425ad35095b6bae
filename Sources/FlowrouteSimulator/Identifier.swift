/// A version 4 UUID (RFC 9562), which the provider's ids consist of.
struct Identifier: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// Makes a new identifier.
  init(using random: inout SplitMix64) {
    high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x0000_0000_0000_4000
    low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
  }

  /// Parses 32 lowercase hexadecimal digits.
  init?(hexadecimal text: Substring) {
    guard text.utf8.count == 32, text.utf8.allSatisfy(Self.isDigit),
      let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.high = high
    self.low = low
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }

  /// 32 lowercase hexadecimal digits.
  var hexadecimal: String {
    String(unsafeUninitializedCapacity: 32) { buffer in
      for place in 0..<32 {
        let word = place < 16 ? high : low
        let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (place % 16))) & 0x0F
        buffer[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      }
      return 32
    }
  }

  /// The hexadecimal digits in the groups 8-4-4-4-12.
  var hyphenated: String {
    var text = ""
    for (place, digit) in hexadecimal.enumerated() {
      if [8, 12, 16, 20].contains(place) { text.append("-") }
      text.append(digit)
    }
    return text
  }
}
