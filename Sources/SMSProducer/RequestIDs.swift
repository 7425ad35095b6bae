package import SMSSystem

/// Makes new ids: sorted by time, with a random tail.
///
/// 26 characters as in the ULID specification, in lowercase: 48 bits of milliseconds since 1970 and
/// 80 random bits, in Crockford's alphabet, which omits i, l, o and u.
package enum RequestIDs {
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

  /// A new id.
  ///
  /// - Parameter wall: Nanoseconds since 1970.
  /// - Returns: The id.
  /// - Throws: `SystemError` if the kernel gives no random bytes.
  package static func make(at wall: Int64) throws(SystemError) -> String {
    make(milliseconds: UInt64(clamping: wall / 1_000_000), random: try Randomness.bytes(10))
  }

  /// The id for a time and ten random bytes.
  package static func make(milliseconds: UInt64, random: [UInt8]) -> String {
    let time = (0..<10).map { alphabet[Int(milliseconds >> UInt64(45 - 5 * $0) & 31)] }
    var tail: [Character] = []
    var bits: UInt64 = 0
    var count: UInt64 = 0
    for byte in random {
      bits = bits << 8 | UInt64(byte)
      count += 8
      while count >= 5 {
        count -= 5
        tail.append(alphabet[Int(bits >> count & 31)])
      }
    }
    return String(time + tail)
  }
}
