internal import SMSJSON

extension JSONValue {
  /// The text of a non-empty string; otherwise nil.
  var text: String? { string.flatMap { $0.isEmpty ? nil : $0 } }

  /// Compact JSON for people to read, without the members that hold a message's text.
  var withoutTexts: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let number): number.text
    case .string(let text): "\"\(text)\""
    case .array(let values): "[\(values.map(\.withoutTexts).joined(separator: ", "))]"
    case .object(let object):
      "{\(object.members.filter { !$0.isText }.map(\.withoutText).joined(separator: ", "))}"
    }
  }

  /// Whether a number appears anywhere in the value, as a number or as a word of a string, not
  /// counting texts, addresses and ids.
  func mentions(_ number: String, redaction: TextRedaction) -> Bool {
    switch self {
    case .null, .bool: false
    case .number(let other): other.text == number
    case .string(let text): redaction.withoutText(text).holds(word: number)
    case .array(let values): values.contains { $0.mentions(number, redaction: redaction) }
    case .object(let object):
      object.members.contains {
        !$0.isText && !["to", "from", "id"].contains($0.name)
          && $0.value.mentions(number, redaction: redaction)
      }
    }
  }
}

extension JSONObject.Member {
  /// Whether it holds a message's text: `body`, or `content` in the early libraries.
  fileprivate var isText: Bool { name == "body" || name == "content" }

  fileprivate var withoutText: String { "\"\(name)\": \(value.withoutTexts)" }
}

extension String {
  /// Whether it contains the word with no letter or digit next to it.
  fileprivate func holds(word: String) -> Bool {
    split { !$0.isLetter && !$0.isNumber }.contains { $0 == word }
  }
}
