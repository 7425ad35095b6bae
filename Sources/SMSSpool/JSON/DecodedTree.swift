/// A tree read through `Decoder`, whatever its shape.
struct DecodedTree: Decodable {
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

  /// The decoder itself bounds its recursion at 512 levels; ours ends long before.
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
      // It is not a string.
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
  init(codingPath: [any CodingKey]) {
    self.init(codingPath.map { $0.intValue.map(Step.index) ?? .member($0.stringValue) })
  }
}
