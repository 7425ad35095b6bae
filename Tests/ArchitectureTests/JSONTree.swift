import FoundationEssentials

/// A JSON document, for comparison in these tests.
enum JSONTree: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONTree])
  case object([String: JSONTree])

  init(file: String) throws {
    self = try JSONDecoder().decode(JSONTree.self, from: Data(Repository.text(file).utf8))
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSONTree].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSONTree].self))
    }
  }

  /// A member; null if there is none.
  subscript(_ name: String) -> JSONTree { members[name] ?? .null }

  /// The members of an object; empty for anything else.
  var members: [String: JSONTree] {
    guard case .object(let members) = self else { return [:] }
    return members
  }

  /// The strings of an array; empty for anything else.
  var strings: [String] {
    guard case .array(let elements) = self else { return [] }
    return elements.compactMap(\.string)
  }

  var string: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }
}
