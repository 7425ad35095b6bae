/// Removes the contents of string literals and comments, line by line.
///
/// Handles what this tree uses: `//` comments, single-line strings and `"""` strings (the formatter
/// refuses block comments). Works on bytes: with characters, the whole tree takes a minute.
struct CodeStripper {
  private static let quote = UInt8(ascii: "\"")
  private static let slash = UInt8(ascii: "/")
  private static let backslash = UInt8(ascii: "\\")

  private var inMultilineString = false

  /// The code in the next line.
  mutating func strip(_ line: String) -> String {
    let bytes = Array(line.utf8)
    guard inMultilineString || bytes.contains(Self.quote) || bytes.contains(Self.slash) else {
      return line
    }
    var kept: [UInt8] = []
    var inString = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if !inString, Self.has(Self.quote, times: 3, in: bytes, at: index) {
        inMultilineString.toggle()
        kept += [Self.quote, Self.quote, Self.quote]
        index += 3
      } else if inMultilineString {
        index += 1
      } else if inString, byte == Self.backslash {
        index += 2
      } else if byte == Self.quote {
        inString.toggle()
        kept.append(byte)
        index += 1
      } else if inString {
        index += 1
      } else if Self.has(Self.slash, times: 2, in: bytes, at: index) {
        break
      } else {
        kept.append(byte)
        index += 1
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private static func has(_ byte: UInt8, times: Int, in bytes: [UInt8], at index: Int) -> Bool {
    guard bytes[index] == byte, index + times <= bytes.count else { return false }
    return bytes[index..<(index + times)].allSatisfy { $0 == byte }
  }
}
