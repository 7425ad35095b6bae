extension JSONParser {
  /// The byte at the position; nil at the end.
  var current: UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        position += 1
      default:
        return
      }
    }
  }

  /// A fault with line and column, by default at the current position.
  func fault(_ rule: JSONFault.Rule, at offset: Int? = nil) -> JSONFault {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset ?? position) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return JSONFault(rule: rule, line: line, column: column)
  }

  /// Reads a number by the grammar of RFC 8259, section 6.
  mutating func number() throws(JSONFault) -> JSONNumber {
    let start = position
    _ = take(UInt8(ascii: "-"))
    let leadingZero = current == UInt8(ascii: "0")
    let whole = digits()
    var valid = whole > 0 && !(leadingZero && whole > 1)
    if take(UInt8(ascii: ".")) {
      valid = digits() > 0 && valid
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      valid = digits() > 0 && valid
    }
    guard valid else { throw fault(.badNumber, at: start) }
    return JSONNumber(text: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      position += 1
    }
    return position - start
  }
}
