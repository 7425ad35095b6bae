/// A text with fields in braces, `Hi {first_name}, …`, which are filled for each message.
///
/// A field's name begins with a letter or `_`, and goes on with letters, digits and `_`, all of ASCII.
/// `{{` and `}}` stand for braces.
package struct TextTemplate: Hashable, Sendable {
  private enum Part: Hashable {
    case text(String)
    case field(String)
  }

  /// Why a text is not a template.
  package struct Fault: Error, Hashable, Sendable {
    /// The place of the brace in characters, from 1.
    package let column: Int
    package let rule: String
  }

  private let parts: [Part]

  /// A part with its text in UTF-8, and its field by its place among `fields`.
  private enum Bytes: Hashable {
    case text([UInt8])
    case field(Int)
  }

  private let bytes: [Bytes]

  /// The names of the fields, in the order in which they first appear.
  package var fields: [String] {
    var names: [String] = []
    for case .field(let name) in parts where !names.contains(name) { names.append(name) }
    return names
  }

  /// Reads a template.
  ///
  /// - Throws: A fault at the first brace that neither names a field nor is doubled.
  package init(_ text: String) throws(Fault) {
    let characters = Array(text)
    var parts: [Part] = []
    var plain = ""
    var index = 0
    while index < characters.count {
      let character = characters[index]
      let isDoubled = index + 1 < characters.count && characters[index + 1] == character
      switch character {
      case "{" where isDoubled, "}" where isDoubled:
        plain.append(character)
        index += 2
      case "{":
        let name = try Self.name(in: characters, after: index)
        if !plain.isEmpty { parts.append(.text(plain)) }
        plain = ""
        parts.append(.field(name))
        index += name.count + 2
      case "}":
        throw Fault(column: index + 1, rule: "a } without its {; write }} for a brace")
      default:
        plain.append(character)
        index += 1
      }
    }
    if !plain.isEmpty { parts.append(.text(plain)) }
    self.parts = parts
    var fields: [String] = []
    bytes = parts.map { part in
      switch part {
      case .text(let text): return .text(Array(text.utf8))
      case .field(let name):
        if let place = fields.firstIndex(of: name) { return .field(place) }
        fields.append(name)
        return .field(fields.count - 1)
      }
    }
  }

  private static func name(
    in characters: [Character],
    after brace: Int
  ) throws(Fault) -> String {
    let rest = characters[(brace + 1)...]
    guard let end = rest.firstIndex(of: "}") else {
      throw Fault(column: brace + 1, rule: "a { without its }; write {{ for a brace")
    }
    let name = String(rest[..<end])
    guard isName(name) else {
      throw Fault(
        column: brace + 1,
        rule: """
          {\(name)} is not a field: its name has letters, digits and _ only, and does not begin \
          with a digit; write {{ for a brace
          """
      )
    }
    return name
  }

  /// Whether a text may be the name of a field.
  package static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !isDigit(first) else { return false }
    return text.utf8.allSatisfy { byte in
      isDigit(byte) || byte == UInt8(ascii: "_")
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// The text with its fields filled; what a field holds is text, never a template.
  ///
  /// - Parameter values: By name; every field of the template must be among them.
  /// - Returns: The text; nil if a field is missing.
  package func filled(with values: [String: String]) -> String? {
    var text = ""
    for part in parts {
      switch part {
      case .text(let plain): text += plain
      case .field(let name):
        guard let value = values[name] else { return nil }
        text += value
      }
    }
    return text
  }

  /// The text in UTF-8 with its fields filled, for many texts in a row.
  ///
  /// - Parameter append: Appends the value of a field, which is given by its place among `fields`.
  /// - Returns: The text.
  package func bytes(filledBy append: (_ field: Int, _ text: inout [UInt8]) -> Void) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(256)
    for part in bytes {
      switch part {
      case .text(let plain): text += plain
      case .field(let place): append(place, &text)
      }
    }
    return text
  }
}
