/// base64url without padding (RFC 4648, section 5).
enum Base64URL {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
  )

  static func isDigit(_ byte: UInt8) -> Bool { digits.contains(byte) }

  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var pending: UInt32 = 0
    var count = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        text.append(digits[Int(pending >> UInt32(count) & 63)])
      }
    }
    if count > 0 { text.append(digits[Int(pending << UInt32(6 - count) & 63)]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that a text stands for; nil for any other text.
  static func bytes(of text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    var pending: UInt32 = 0
    var count = 0
    for digit in text {
      guard let value = digits.firstIndex(of: digit) else { return nil }
      pending = (pending << 6 | UInt32(value)) & 0xFFFF
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(count)))
    }
    // Bits that stand for nothing must be 0, so that no two texts stand for the same bytes.
    return pending & (1 << UInt32(count) - 1) == 0 ? bytes : nil
  }
}
