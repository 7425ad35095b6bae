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
}
