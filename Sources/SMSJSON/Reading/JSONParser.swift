/// A strict JSON parser (RFC 8259) with the contract's own limits.
///
/// It accepts UTF-8 without a byte order mark. It rejects duplicate members, control characters in
/// strings (including U+0080 to U+009F, but not escaped line ends and tabs), lone surrogates,
/// excessive nesting, and anything after the value. `nesting` bounds its recursion. It stops at the
/// first fault, since what follows cannot be interpreted.
package struct JSONParser {
  /// The deepest nesting of arrays and objects in a request.
  package static let requestNesting = 16

  let bytes: [UInt8]
  var position = 0
  private let nesting: Int
  /// What to do with escaped control characters.
  enum Controls {
    case refused
    case kept
    /// Replaced by its control picture, such as U+241B for U+001B.
    case shown
  }

  let controls: Controls
  private var depth = 0

  private init(bytes: [UInt8], nesting: Int, controls: Controls) {
    self.bytes = bytes
    self.nesting = nesting
    self.controls = controls
  }

  /// Parses a document of any size; the caller limits it.
  ///
  /// - Parameters:
  ///   - bytes: The whole document.
  ///   - nesting: The deepest nesting of arrays and objects accepted.
  /// - Returns: The tree.
  /// - Throws: The first fault, with its position.
  package static func parse(
    _ bytes: [UInt8],
    nesting: Int = requestNesting
  ) throws(JSONFault) -> JSONValue {
    var parser = JSONParser(bytes: bytes, nesting: nesting, controls: .refused)
    return try parser.document()
  }

  /// Parses a document that this program wrote, such as a result: it is one level deeper than a
  /// request, whose metadata it includes, and may hold any character that a phone or the provider
  /// sent.
  ///
  /// - Parameters:
  ///   - bytes: The whole document.
  ///   - isForTerminal: Whether to replace control characters by control pictures.
  /// - Returns: The tree.
  /// - Throws: The first fault, with its position.
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
    // A JSON text starts with one or two ASCII characters: a NUL among them means UTF-16 or UTF-32.
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

  /// Reads `"name":` and the blanks after it.
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

  /// Reads a comma or the closing bracket; returns true for the latter.
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

/// The member names of the object being read, to find duplicates in less than quadratic time.
///
/// Names are compared by bytes; `String` alone would treat two spellings of é as equal.
private struct DistinctNames {
  /// Up to this many names, a linear search is cheaper than hashing.
  private static let walked = 16

  private var hashed: Set<String> = []

  /// Adds a name; returns whether it is new.
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
