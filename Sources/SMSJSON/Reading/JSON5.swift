import FoundationEssentials

/// JSON5 (comments, trailing commas, unquoted names), the format of the configuration.
///
/// The decoder is Foundation's. It does not preserve order, so members are sorted by name, and it
/// gives no position for invalid text; `JSON5Scanner` finds the most common mistakes before it
/// runs.
package enum JSON5 {
  /// The deepest nesting of arrays and objects accepted.
  static let nesting = 16

  /// Parses a document.
  ///
  /// - Returns: The tree.
  /// - Throws: `syntax`, `strayCharacter`, `duplicateMember`, `nul`, `notUTF8` or `tooDeep`; line 0
  ///   if the position is unknown.
  package static func parse(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw JSONFault(rule: .notUTF8, line: 0, column: 0)
    }
    let plain = try JSON5Scanner.plain(text)
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    do {
      return try decoder.decode(DecodedTree.self, from: Data(plain.utf8)).value
    } catch let fault as JSONFault {
      throw fault
    } catch let error as DecodingError {
      throw JSONFault(rule: .syntax, line: 0, column: 0, path: error.path)
    } catch {
      throw JSONFault(rule: .syntax, line: 0, column: 0)
    }
  }
}

extension DecodingError {
  fileprivate var path: JSONPath {
    switch self {
    case .dataCorrupted(let context), .keyNotFound(_, let context),
      .typeMismatch(_, let context), .valueNotFound(_, let context):
      JSONPath(codingPath: context.codingPath)
    @unknown default: .top
    }
  }
}

/// A tree of any shape, read through `Decoder`.
private struct DecodedTree: Decodable {
  let value: JSONValue

  init(from decoder: any Decoder) throws {
    let path = JSONPath(codingPath: decoder.codingPath)
    if let container = try? decoder.container(keyedBy: Name.self) {
      try Self.refuseDepth(path)
      value = .object(try Self.members(of: container))
    } else if var container = try? decoder.unkeyedContainer() {
      try Self.refuseDepth(path)
      value = .array(try Self.elements(of: &container))
    } else {
      value = try Self.leaf(of: try decoder.singleValueContainer())
    }
  }

  /// The decoder itself limits recursion to 512 levels; this limit comes long before.
  private static func refuseDepth(_ path: JSONPath) throws(JSONFault) {
    guard path.steps.count < JSON5.nesting else {
      throw JSONFault(rule: .tooDeep(limit: JSON5.nesting), line: 0, column: 0, path: path)
    }
  }

  private static func members(of container: KeyedDecodingContainer<Name>) throws -> JSONObject {
    let names = container.allKeys.sorted { $0.stringValue < $1.stringValue }
    return JSONObject(
      members: try names.map { name in
        JSONObject.Member(
          name: name.stringValue,
          value: try container.decode(DecodedTree.self, forKey: name).value
        )
      }
    )
  }

  private static func elements(
    of container: inout any UnkeyedDecodingContainer
  ) throws -> [JSONValue] {
    var elements: [JSONValue] = []
    while !container.isAtEnd {
      elements.append(try container.decode(DecodedTree.self).value)
    }
    return elements
  }

  private static func leaf(of container: any SingleValueDecodingContainer) throws -> JSONValue {
    if container.decodeNil() { return .null }
    if let flag = try? container.decode(Bool.self) { return .bool(flag) }
    do {
      return .string(try container.decode(String.self))
    } catch DecodingError.typeMismatch {
      // Not a string.
    } catch {
      let path = JSONPath(codingPath: container.codingPath)
      throw JSONFault(rule: .syntax, line: 0, column: 0, path: path)
    }
    if let number = try? container.decode(Int64.self) { return .number(JSONNumber(number)) }
    let number = (try? container.decode(Double.self)).flatMap { JSONNumber($0) }
    return .number(number ?? .beyondDouble)
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) {
      nil
    }
  }
}

extension JSONPath {
  fileprivate init(codingPath: [any CodingKey]) {
    self.init(codingPath.map { $0.intValue.map(Step.index) ?? .member($0.stringValue) })
  }
}
