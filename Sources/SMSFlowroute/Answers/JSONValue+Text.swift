internal import SMSJSON

extension JSONValue {
  /// The text of a string that is not empty; nil for all else.
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
      "{\(object.members.filter(\.isNoText).map(\.withoutText).joined(separator: ", "))}"
    }
  }

  /// Whether a number, as a number or as a word of a string, appears anywhere in the value, texts,
  /// addresses and ids left out.
  func mentions(_ number: String, redaction: TextRedaction) -> Bool {
    switch self {
    case .null, .bool: false
    case .number(let other): other.text == number
    case .string(let text): redaction.withoutText(text).holds(word: number)
    case .array(let values): values.contains { $0.mentions(number, redaction: redaction) }
    case .object(let object):
      object.members.contains {
        $0.isNoText && !["to", "from", "id"].contains($0.name)
          && $0.value.mentions(number, redaction: redaction)
      }
    }
  }
}

extension JSONObject.Member {
  /// False for what the API calls a text, now (`body`) and in its early libraries (`content`).
  fileprivate var isNoText: Bool { name != "body" && name != "content" }

  fileprivate var withoutText: String { "\"\(name)\": \(value.withoutTexts)" }
}

extension String {
  /// Whether it holds the word with no letter or digit next to it.
  fileprivate func holds(word: String) -> Bool {
    split { !$0.isLetter && !$0.isNumber }.contains { $0 == word }
  }
}
