extension JSONParser {
  /// Reads a string; the position is at its opening quote.
  mutating func string() throws(JSONFault) -> String {
    let opening = position
    position += 1
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        let text = try text(opening + 1..<position)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        return try escapedString(opening: opening)
      default:
        try refuseControl(byte, opening: opening)
        position += 1
      }
    }
    throw fault(.endsEarly)
  }

  /// Continues a string that has escapes; the position is at the first one.
  private mutating func escapedString(opening: Int) throws(JSONFault) -> String {
    var text = try text(opening + 1..<position)
    var plain = position
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        text += try self.text(plain..<position)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        text += try self.text(plain..<position)
        text.unicodeScalars.append(try escape())
        plain = position
      default:
        try refuseControl(byte, opening: opening)
        position += 1
      }
    }
    throw fault(.endsEarly)
  }

  private func refuseControl(_ byte: UInt8, opening: Int) throws(JSONFault) {
    if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
      throw fault(.unterminatedString, at: opening)
    }
    if byte < 0x20 { throw fault(.controlCharacter(UInt32(byte))) }
    if byte == 0x7F { throw fault(.unusableCharacter(UInt32(byte))) }
    // In UTF-8, U+0080 to U+009F are the byte 0xC2 followed by the same value.
    guard byte == 0xC2, controls == .refused, position + 1 < bytes.count else { return }
    let next = bytes[position + 1]
    if (0x80..<0xA0).contains(next) { throw fault(.unusableCharacter(UInt32(next))) }
  }

  /// Decodes a range of bytes.
  ///
  /// - Throws: `notUTF8` at the first invalid byte.
  private func text(_ range: Range<Int>) throws(JSONFault) -> String {
    do {
      return String(copying: try UTF8Span(validating: bytes.span.extracting(range)))
    } catch {
      throw fault(.notUTF8, at: range.lowerBound + error.byteOffsets.lowerBound)
    }
  }

  /// Reads one escape, or two for a surrogate pair; the position is at the backslash.
  private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let byte = current else { throw fault(.endsEarly) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(start: start)
    case UInt8(ascii: "b"): return try control("\u{08}", start: start)
    case UInt8(ascii: "f"): return try control("\u{0C}", start: start)
    default: throw fault(.badEscape, at: start)
    }
  }

  private mutating func unicodeEscape(start: Int) throws(JSONFault) -> Unicode.Scalar {
    let first = try codeUnit(start: start)
    var value = UInt32(first)
    if UTF16.isLeadSurrogate(first) {
      guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
        throw fault(.loneSurrogate, at: start)
      }
      let second = try codeUnit(start: start)
      guard UTF16.isTrailSurrogate(second) else { throw fault(.loneSurrogate, at: start) }
      value = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
    }
    guard let scalar = Unicode.Scalar(value) else { throw fault(.loneSurrogate, at: start) }
    return switch value {
    case 0x09, 0x0A, 0x0D: scalar
    case 0..<0x20, 0x7F: try control(scalar, start: start)
    case 0x80..<0xA0 where controls == .refused: throw fault(.unusableCharacter(value), at: start)
    default: scalar
    }
  }

  private func control(_ scalar: Unicode.Scalar, start: Int) throws(JSONFault) -> Unicode.Scalar {
    switch controls {
    case .refused: throw fault(.unusableCharacter(scalar.value), at: start)
    case .kept: return scalar
    case .shown:
      return Unicode.Scalar(scalar.value == 0x7F ? 0x2421 : 0x2400 + scalar.value) ?? scalar
    }
  }

  /// Reads the four hexadecimal digits of a `\u` escape.
  private mutating func codeUnit(start: Int) throws(JSONFault) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = current else { throw fault(.endsEarly) }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw fault(.badEscape, at: start)
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }
}
