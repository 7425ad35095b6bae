/// JSON text under construction, made of literal pieces and escaped strings.
struct JSONText {
  /// The text so far, UTF-8.
  private(set) var bytes: [UInt8] = []

  init() {
    bytes.reserveCapacity(512)
  }

  /// Appends text that already is JSON.
  mutating func raw(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    )
  }

  /// Appends an integer.
  mutating func number(_ value: some BinaryInteger) {
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Appends the text of a decimal number.
  mutating func raw(decimal text: some StringProtocol) {
    bytes.append(contentsOf: text.utf8)
  }

  /// Appends a string in quotes, or `null`.
  mutating func string(_ value: String?) {
    guard let value else { return raw("null") }
    bytes.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      append(escaped: byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(escaped byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(byte)
    case UInt8(ascii: "\n"):
      raw("\\n")
    case 0x00..<0x20, 0x7F:
      raw("\\u00")
      bytes.append(Self.hexadecimal(byte >> 4))
      bytes.append(Self.hexadecimal(byte & 0x0F))
    default:
      bytes.append(byte)
    }
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }
}
