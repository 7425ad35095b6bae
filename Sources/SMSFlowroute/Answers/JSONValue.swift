/// A value of an answer's JSON; numbers stay the text that they were.
enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  struct Member: Equatable {
    var name: String
    var value: JSONValue
  }

  /// The first member of that name; nil in anything but an object.
  subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text of a string that holds any; nil for all else.
  var text: String? {
    guard case .string(let text) = self, !text.isEmpty else { return nil }
    return text
  }
}
