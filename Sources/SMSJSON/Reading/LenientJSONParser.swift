/// A lenient JSON parser for input from the network, which may be truncated, broken or not JSON at
/// all.
///
/// It keeps what is complete before the first fault and drops the rest: of
/// `{"data":{"id":"mdr2-1","type":"mes` it keeps the id. Text truncated in the middle of a
/// character is still accepted: invalid UTF-8, lone surrogates and invalid escapes become U+FFFD.
/// Numbers keep their characters whether or not they follow the grammar, and objects keep duplicate
/// members. It never traps, and its recursion is bounded.
package struct LenientJSONParser {
  private let bytes: [UInt8]
  private let nesting: Int
  private let allowsTrailingCommas: Bool
  private var position = 0
  private var depth = 0
  /// Set at the first fault; everything then returns with what it has.
  private var isBroken = false

  /// The deepest nesting of arrays and objects accepted; known answers have five levels.
  package static let usualNesting = 32

  private init(_ bytes: [UInt8], nesting: Int, allowsTrailingCommas: Bool) {
    self.bytes = bytes
    self.nesting = nesting
    self.allowsTrailingCommas = allowsTrailingCommas
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The value at the start of the bytes; nil if there is none.
  package static func value(of bytes: [UInt8]) -> JSONValue? {
    var parser = LenientJSONParser(bytes, nesting: usualNesting, allowsTrailingCommas: false)
    return parser.value()
  }

  /// The value that makes up all of the bytes, complete and with nothing after it.
  ///
  /// - Parameters:
  ///   - bytes: The whole document.
  ///   - nesting: The deepest nesting of arrays and objects accepted.
  ///   - allowsTrailingCommas: Whether a comma may follow the last member or element; otherwise
  ///     such a comma means that something is missing.
  /// - Returns: The tree; nil if the document is incomplete or invalid.
  package static func wholeValue(
    of bytes: [UInt8],
    nesting: Int = usualNesting,
    allowsTrailingCommas: Bool = false
  ) -> JSONValue? {
    var parser = LenientJSONParser(
      bytes,
      nesting: nesting,
      allowsTrailingCommas: allowsTrailingCommas
    )
    let value = parser.value()
    return parser.isBroken || parser.next() != nil ? nil : value
  }

  private mutating func value() -> JSONValue? {
    switch next() {
    case UInt8(ascii: "{"): return nested { $0.object() }
    case UInt8(ascii: "["): return nested { $0.array() }
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case .some(let byte) where Self.isNumber(byte): return number()
    case UInt8(ascii: "t"): return word("true", .bool(true))
    case UInt8(ascii: "f"): return word("false", .bool(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return fault()
    }
  }

  private mutating func nested(_ read: (inout LenientJSONParser) -> JSONValue?) -> JSONValue? {
    guard depth < nesting else { return fault() }
    depth += 1
    defer { depth -= 1 }
    position += 1
    return read(&self)
  }

  private mutating func object() -> JSONValue {
    var members: [JSONObject.Member] = []
    members.reserveCapacity(8)
    while !isBroken, !take(UInt8(ascii: "}")) {
      guard members.isEmpty || expect(UInt8(ascii: ",")) else { break }
      if allowsTrailingCommas, !members.isEmpty, take(UInt8(ascii: "}")) { break }
      guard next() == UInt8(ascii: "\""),
        let name = string(), expect(UInt8(ascii: ":")), let value = value()
      else {
        isBroken = true
        break
      }
      members.append(JSONObject.Member(name: name, value: value))
    }
    return .object(JSONObject(members: members))
  }

  private mutating func array() -> JSONValue {
    var values: [JSONValue] = []
    while !isBroken, !take(UInt8(ascii: "]")) {
      guard values.isEmpty || expect(UInt8(ascii: ",")) else { break }
      if allowsTrailingCommas, !values.isEmpty, take(UInt8(ascii: "]")) { break }
      guard let value = value() else {
        isBroken = true
        break
      }
      values.append(value)
    }
    return .array(values)
  }

  private mutating func number() -> JSONValue? {
    let start = position
    while position < bytes.count, Self.isNumber(bytes[position]) { position += 1 }
    // A number truncated by the end of the input may have been a different one.
    guard position < bytes.count || depth == 0 else { return fault() }
    return .number(JSONNumber(text: String(decoding: bytes[start..<position], as: UTF8.self)))
  }

  private static func isNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) -> JSONValue? {
    guard bytes[position...].starts(with: word.utf8) else { return fault() }
    position += word.utf8.count
    return value
  }

  private mutating func fault() -> JSONValue? {
    isBroken = true
    return nil
  }

  /// Skips blanks and returns the next byte without consuming it.
  private mutating func next() -> UInt8? {
    while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
    return position < bytes.count ? bytes[position] : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next() == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) -> Bool {
    if take(byte) { return true }
    isBroken = true
    return false
  }
}

extension LenientJSONParser {
  /// Reads a string, starting at its opening quote; nil if it is unterminated.
  private mutating func string() -> String? {
    position += 1
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return Self.unescaped(bytes[start..<(position - 1)])
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
      }
    }
    isBroken = true
    return nil
  }

  /// Decodes escapes (RFC 8259, section 7); invalid ones become U+FFFD.
  private static func unescaped(_ raw: ArraySlice<UInt8>) -> String {
    guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
    var units: [UInt16] = []
    var plain = raw.startIndex
    var index = raw.startIndex
    while index < raw.endIndex {
      guard raw[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      units.append(contentsOf: String(decoding: raw[plain..<index], as: UTF8.self).utf16)
      let (unit, length) = escape(raw[(index + 1)...])
      units.append(unit)
      index += 1 + length
      plain = index
    }
    units.append(contentsOf: String(decoding: raw[plain...], as: UTF8.self).utf16)
    return String(decoding: units, as: UTF16.self)
  }

  /// The UTF-16 code unit of an escape, and its length in bytes after the backslash.
  private static func escape(_ rest: ArraySlice<UInt8>) -> (UInt16, Int) {
    switch rest.first {
    case nil: return (0xFFFD, 0)
    case UInt8(ascii: "n"): return (0x0A, 1)
    case UInt8(ascii: "r"): return (0x0D, 1)
    case UInt8(ascii: "t"): return (0x09, 1)
    case UInt8(ascii: "b"): return (0x08, 1)
    case UInt8(ascii: "f"): return (0x0C, 1)
    case UInt8(ascii: "u"):
      let digits = rest.dropFirst().prefix(4)
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
      guard digits.count == 4, let unit else { return (0xFFFD, 1) }
      return (unit, 5)
    case .some(let byte): return (byte < 0x80 ? UInt16(byte) : 0xFFFD, 1)
    }
  }
}
