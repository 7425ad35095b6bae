/// Writes a tree as JSON text in UTF-8.
package struct JSONWriter {
  /// How values are written.
  package enum Form: Sendable {
    /// One member per line, indented by two blanks per level, members in order, with a final
    /// newline.
    case pretty
    /// No blanks, members in order.
    case compact
    /// No blanks, members sorted by the bytes of their names: equal content gives equal bytes.
    case canonical
    /// Like `compact`, but escapes only what RFC 8259, section 7, requires, line ends as `\u000a`:
    /// for requests to a provider.
    case wire
  }

  private let form: Form
  private var bytes: [UInt8] = []

  private init(form: Form) {
    self.form = form
    bytes.reserveCapacity(1_024)
  }

  /// The JSON text of a value.
  package static func write(_ value: JSONValue, as form: Form = .pretty) -> [UInt8] {
    var writer = JSONWriter(form: form)
    writer.append(value, level: 0)
    if form == .pretty { writer.bytes.append(UInt8(ascii: "\n")) }
    return writer.bytes
  }

  /// Appends a string in quotes, in the canonical form.
  package static func append(canonical text: String, to bytes: inout [UInt8]) {
    var writer = JSONWriter(form: .canonical, bytes: [])
    swap(&writer.bytes, &bytes)
    writer.append(text)
    swap(&writer.bytes, &bytes)
  }

  private init(form: Form, bytes: [UInt8]) {
    self.form = form
    self.bytes = bytes
  }

  private mutating func append(_ value: JSONValue, level: Int) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .number(let number): bytes.append(contentsOf: number.text.utf8)
    case .string(let text): append(text)
    case .array(let elements): append(elements, level: level + 1)
    case .object(let object): append(object, level: level + 1)
    }
  }

  private mutating func append(_ elements: [JSONValue], level: Int) {
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      separate(index, level)
      append(element, level: level)
    }
    close(UInt8(ascii: "]"), isEmpty: elements.isEmpty, level)
  }

  private mutating func append(_ object: JSONObject, level: Int) {
    bytes.append(UInt8(ascii: "{"))
    for (index, member) in ordered(object.members).enumerated() {
      separate(index, level)
      append(member.name)
      bytes.append(UInt8(ascii: ":"))
      if form == .pretty { bytes.append(UInt8(ascii: " ")) }
      append(member.value, level: level)
    }
    close(UInt8(ascii: "}"), isEmpty: object.isEmpty, level)
  }

  private func ordered(_ members: [JSONObject.Member]) -> [JSONObject.Member] {
    guard form == .canonical else { return members }
    return members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private mutating func separate(_ index: Int, _ level: Int) {
    if index > 0 { bytes.append(UInt8(ascii: ",")) }
    breakLine(level)
  }

  private mutating func close(_ bracket: UInt8, isEmpty: Bool, _ level: Int) {
    if !isEmpty { breakLine(level - 1) }
    bytes.append(bracket)
  }

  private mutating func breakLine(_ level: Int) {
    guard form == .pretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<2 * level { bytes.append(UInt8(ascii: " ")) }
  }

  private mutating func append(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { plain in
      // Few strings need it, and scanning before copying is fastest.
      if plain.contains(where: needsEscape) {
        for byte in plain { appendEscaped(byte) }
      } else {
        bytes.append(contentsOf: plain)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
      || byte == 0x7F && form != .wire
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(byte)
    case UInt8(ascii: "\n") where form != .wire:
      bytes.append(contentsOf: "\\n".utf8)
    case _ where needsEscape(byte):
      let digits = String(byte, radix: 16)
      bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
      bytes.append(contentsOf: digits.utf8)
    default:
      bytes.append(byte)
    }
  }
}
