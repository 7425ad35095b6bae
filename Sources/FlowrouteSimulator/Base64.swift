/// The encoding of Basic credentials (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  /// The encoded text, padded.
  static func encode(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      text.append(contentsOf: quartet(Array(rest.prefix(3))))
      rest = rest.dropFirst(3)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func quartet(_ bytes: [UInt8]) -> [UInt8] {
    var word = 0
    for place in 0..<3 {
      word = word << 8 | (place < bytes.count ? Int(bytes[place]) : 0)
    }
    return (0..<4).map { place in
      place > bytes.count ? UInt8(ascii: "=") : alphabet[word >> (18 - 6 * place) & 0x3F]
    }
  }
}
