/// A strict parser of JSON (RFC 8259) with the contract's own limits.
///
/// Takes UTF-8 without byte order mark. Refuses duplicate members, control characters in strings
/// (U+0080 to U+009F too, but not line ends and tabs), lone surrogates, too deep nesting and anything
/// after the value. It bounds its recursion by `nesting`, and stops at the first fault: after one, the
/// rest means nothing.
package struct JSONParser {
  /// Levels of arrays and objects that a request may have.
  package static let requestNesting = 16

  let bytes: [UInt8]
  var position = 0
  private let nesting: Int
  /// What becomes of a control character that is written as an escape.
  enum Controls {
    case refused
    case kept
    /// Each becomes its picture, as U+241B for U+001B.
    case shown
  }

  let controls: Controls
  private var depth = 0

  private init(bytes: [UInt8], nesting: Int, controls: Controls) {
    self.bytes = bytes
    self.nesting = nesting
    self.controls = controls
  }

  /// The value that the bytes hold; the caller bounds their number.
  ///
  /// - Parameters:
  ///   - bytes: The whole document.
  ///   - nesting: Levels of arrays and objects that are taken.
  /// - Returns: The tree.
  /// - Throws: The first fault with its place.
  package static func parse(
    _ bytes: [UInt8],
    nesting: Int = requestNesting
  ) throws(JSONFault) -> JSONValue {
    var parser = JSONParser(bytes: bytes, nesting: nesting, controls: .refused)
    return try parser.document()
  }

  /// The value of a document that this program wrote, such as a result: one level deeper than a
  /// request, which it holds a part of, and with any character that a phone or the provider sent.
  ///
  /// - Parameters:
  ///   - bytes: The whole document.
  ///   - isForTerminal: Whether control characters are replaced by their pictures.
  /// - Returns: The tree.
  /// - Throws: The first fault with its place.
  package static func parseWritten(
    _ bytes: [UInt8],
    isForTerminal: Bool = false
  ) throws(JSONFault) -> JSONValue {
    var parser = JSONParser(
      bytes: bytes,
      nesting: requestNesting + 1,
      controls: isForTerminal ? .shown : .kept
    )
    return try parser.document()
  }

  private mutating func document() throws(JSONFault) -> JSONValue {
    try refuseOtherEncodings()
    skipBlanks()
    if position == bytes.count { throw fault(.empty) }
    let value = try value()
    skipBlanks()
    if position < bytes.count { throw fault(.afterTheValue) }
    return value
  }

  private func refuseOtherEncodings() throws(JSONFault) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw fault(.byteOrderMark) }
    // JSON starts with two ASCII characters, or one: a NUL among them is UTF-16 or UTF-32.
    let start = bytes.prefix(2)
    if start.elementsEqual([0xFE, 0xFF]) || start.elementsEqual([0xFF, 0xFE]) || start.contains(0) {
      throw fault(.utf16)
    }
  }

  private mutating func value() throws(JSONFault) -> JSONValue {
    guard let current else { throw fault(.endsEarly) }
    return switch current {
    case UInt8(ascii: "\""): .string(try string())
    case UInt8(ascii: "{"): try nested { parser throws(JSONFault) in try parser.object() }
    case UInt8(ascii: "["): try nested { parser throws(JSONFault) in try parser.array() }
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number(try number())
    case UInt8(ascii: "t"): try word("true", .bool(true))
    case UInt8(ascii: "f"): try word("false", .bool(false))
    case UInt8(ascii: "n"): try word("null", .null)
    default: throw fault(.expectedValue)
    }
  }

  private mutating func word(
    _ word: StaticString,
    _ value: JSONValue
  ) throws(JSONFault) -> JSONValue {
    let rest = bytes[position...].prefix(word.utf8CodeUnitCount)
    let matches = word.withUTF8Buffer { $0.elementsEqual(rest) }
    guard matches else { throw fault(.expectedValue) }
    position += word.utf8CodeUnitCount
    return value
  }

  private mutating func nested(
    _ container: (inout JSONParser) throws(JSONFault) -> JSONValue
  ) throws(JSONFault) -> JSONValue {
    guard depth < nesting else { throw fault(.tooDeep(limit: nesting)) }
    depth += 1
    position += 1
    let value = try container(&self)
    depth -= 1
    return value
  }

  private mutating func array() throws(JSONFault) -> JSONValue {
    var elements: [JSONValue] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      do {
        elements.append(try value())
      } catch {
        throw error.inside(.index(elements.count))
      }
      if try ends(.array, with: UInt8(ascii: "]")) { return .array(elements) }
    }
  }

  private mutating func object() throws(JSONFault) -> JSONValue {
    var names = DistinctNames()
    var members: [JSONObject.Member] = []
    skipBlanks()
    if take(UInt8(ascii: "}")) { return .object(JSONObject(members: members)) }
    members.reserveCapacity(8)
    while true {
      let name = try name()
      guard names.insert(name.text, besides: members) else {
        throw fault(.duplicateMember, at: name.start).inside(.member(name.text))
      }
      do {
        members.append(JSONObject.Member(name: name.text, value: try value()))
      } catch {
        throw error.inside(.member(name.text))
      }
      if try ends(.object, with: UInt8(ascii: "}")) {
        return .object(JSONObject(members: members))
      }
    }
  }

  /// Reads `"name":` and the blanks around it.
  private mutating func name() throws(JSONFault) -> (text: String, start: Int) {
    let start = position
    guard let current else { throw fault(.endsEarly) }
    guard current == UInt8(ascii: "\"") else { throw fault(.expectedName) }
    let text = try string()
    skipBlanks()
    guard take(UInt8(ascii: ":")) else {
      throw fault(position == bytes.count ? .endsEarly : .expectedColon)
    }
    skipBlanks()
    return (text, start)
  }

  /// Reads a comma or the container's end, and says which.
  private mutating func ends(
    _ container: JSONFault.Rule.Container,
    with closing: UInt8
  ) throws(JSONFault) -> Bool {
    skipBlanks()
    if take(closing) { return true }
    let comma = position
    guard take(UInt8(ascii: ",")) else {
      throw fault(position == bytes.count ? .endsEarly : .expectedCommaOrEnd(of: container))
    }
    skipBlanks()
    if current == closing { throw fault(.trailingComma, at: comma) }
    return false
  }
}

/// The member names of an object being read, to find duplicates without comparing each with each.
///
/// Names are distinct by their bytes; `String` alone would take two spellings of é for one.
private struct DistinctNames {
  /// Up to this many names a walk is cheaper than hashing.
  private static let walked = 16

  private var hashed: Set<String> = []

  /// Says whether the name is new.
  mutating func insert(_ name: String, besides members: [JSONObject.Member]) -> Bool {
    if members.count < Self.walked {
      return !Self.contains(name, in: members)
    }
    if members.count == Self.walked {
      hashed = Set(members.map(\.name))
    }
    return hashed.insert(name).inserted || !Self.contains(name, in: members)
  }

  private static func contains(_ name: String, in members: [JSONObject.Member]) -> Bool {
    members.contains { $0.name == name && $0.name.utf8.elementsEqual(name.utf8) }
  }
}
