internal import SMSCore
internal import SMSJSON

/// Reads the usual lines of a batch without making a tree of them: objects of `to`, `body` or
/// `fields`, `id` and `metadata`.
///
/// It accepts nothing that the rules would refuse, and reads what it accepts as they do; whatever it
/// does not understand is left to them (`BatchLineReader`).
struct BatchLineScanner {
  private let block: [UInt8]
  private let end: Int
  private let number: Int
  private var position: Int

  private var to: Range<Int>?
  private var id: Range<Int>?
  private var body: String?
  private var metadata: Range<Int>?
  /// The values of the template's fields; nil without `fields`.
  private var fields: [ArraySlice<UInt8>?]?

  private init(_ line: BatchLines.Line) {
    block = line.block
    position = line.range.lowerBound
    end = line.range.upperBound
    number = line.number
  }

  /// Reads a line.
  ///
  /// - Returns: The request; nil if the line is to be read by the rules.
  static func request(in line: BatchLines.Line, _ form: BatchLineForm) -> Request? {
    guard !line.isTooLong else { return nil }
    var scanner = BatchLineScanner(line)
    guard scanner.scan(form) else { return nil }
    return scanner.request(form)
  }

  // MARK: Scanning

  private mutating func scan(_ form: BatchLineForm) -> Bool {
    skipBlanks()
    guard take(UInt8(ascii: "{")) else { return false }
    repeat {
      skipBlanks()
      guard let name = plainString() else { return false }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { return false }
      skipBlanks()
      guard scanValue(of: name, form) else { return false }
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { return false }
    skipBlanks()
    return position == end
  }

  private mutating func scanValue(of name: Range<Int>, _ form: BatchLineForm) -> Bool {
    if isName(name, "to") {
      guard to == nil, let value = plainString() else { return false }
      to = value
    } else if isName(name, "body") {
      guard body == nil, form.template == nil, let value = string() else { return false }
      body = String(validating: value, as: UTF8.self)
      return body != nil
    } else if isName(name, "id") {
      guard id == nil, let value = plainString() else { return false }
      id = value
    } else if isName(name, "fields") {
      guard fields == nil, let template = form.template else { return false }
      return scanFields(of: template)
    } else if isName(name, "metadata") {
      guard metadata == nil, let value = object() else { return false }
      metadata = value
    } else {
      return false
    }
    return true
  }

  private mutating func scanFields(of template: TextTemplate) -> Bool {
    let names = template.fields
    var values = [ArraySlice<UInt8>?](repeating: nil, count: names.count)
    guard take(UInt8(ascii: "{")) else { return false }
    repeat {
      skipBlanks()
      guard let name = plainString() else { return false }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { return false }
      skipBlanks()
      guard let place = names.firstIndex(where: { isName(name, $0) }), values[place] == nil,
        let value = string()
      else { return false }
      values[place] = value
      skipBlanks()
    } while take(UInt8(ascii: ","))
    fields = values
    return take(UInt8(ascii: "}")) && !values.contains(nil)
  }

  private func isName(_ range: Range<Int>, _ name: String) -> Bool {
    guard range.count == name.utf8.count else { return false }
    var index = range.lowerBound
    for byte in name.utf8 {
      if block[index] != byte { return false }
      index += 1
    }
    return true
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < end, block[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < end {
      switch block[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
      default: return
      }
    }
  }

  /// The inside of a string of ASCII without escapes.
  private mutating func plainString() -> Range<Int>? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = position
    while position < end {
      switch block[position] {
      case UInt8(ascii: "\""):
        position += 1
        return start..<(position - 1)
      case 0..<0x20, UInt8(ascii: "\\"), 0x7F...0xFF: return nil
      default: position += 1
      }
    }
    return nil
  }

  /// The value of any string, whose bytes may be no UTF-8.
  private mutating func string() -> ArraySlice<UInt8>? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = position
    while position < end {
      switch block[position] {
      case UInt8(ascii: "\""):
        position += 1
        return block[start..<(position - 1)]
      case UInt8(ascii: "\\"): return escapedString(from: start)
      case 0..<0x20, 0x7F: return nil
      // The first byte of U+0080 to U+00BF, of which the first 32 are control characters.
      case 0xC2 where position + 1 < end && block[position + 1] < 0xA0: return nil
      default: position += 1
      }
    }
    return nil
  }

  private mutating func escapedString(from start: Int) -> ArraySlice<UInt8>? {
    while position < end, block[position] != UInt8(ascii: "\"") {
      position += block[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard take(UInt8(ascii: "\"")) else { return nil }
    guard let text = (try? JSONParser.parse(Array(block[(start - 1)..<position])))?.string else {
      return nil
    }
    return Array(text.utf8)[...]
  }

  /// The place of an object, which may be wrong inside.
  private mutating func object() -> Range<Int>? {
    let start = position
    guard take(UInt8(ascii: "{")) else { return nil }
    var depth = 1
    while position < end {
      switch block[position] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\""):
        position += 1
        while position < end, block[position] != UInt8(ascii: "\"") {
          position += block[position] == UInt8(ascii: "\\") ? 2 : 1
        }
      default: break
      }
      position += 1
      if depth == 0 { return position <= end ? start..<position : nil }
    }
    return nil
  }

  // MARK: The request

  private func request(_ form: BatchLineForm) -> Request? {
    guard let phone = phone(), form.destinations.refusal(of: phone) == nil,
      let id = requestID(form.prefix), let body = text(form), let sent = sent(body, form),
      let metadata = metadata(form)
    else { return nil }
    var message = form.sample
    message.to = .phone(phone)
    message.text = sent.text
    message.replacements = sent.replacements
    return Request(
      id: id,
      hasExplicitID: self.id != nil,
      content: .message(message),
      metadata: metadata.text,
      ack: nil,
      canonical: form.canonical(body.string, metadata.canonical, to: phone.digits)
    )
  }

  /// The usual notations are read here: 11 digits with or without a plus, or 10.
  private func phone() -> PhoneNumber? {
    guard let to else { return nil }
    let isMarked = !to.isEmpty && block[to.lowerBound] == UInt8(ascii: "+")
    let digits = isMarked ? (to.lowerBound + 1)..<to.upperBound : to
    guard digits.count == 11 || digits.count == 10 && !isMarked else { return nil }
    var value: UInt64 = 0
    for byte in block[digits] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
    }
    if digits.count == 10 {
      // An international prefix begins with 0.
      guard value >= 2_000_000_000 else { return nil }
      value += 10_000_000_000
    }
    return try? PhoneNumber(value: value)
  }

  private func requestID(_ prefix: String) -> String? {
    let text = id.map { String(decoding: block[$0], as: UTF8.self) } ?? prefix + String(number)
    return RequestID.isValid(text) ? text : nil
  }

  /// The text as it was submitted; nil if the rules have to judge it.
  private func text(_ form: BatchLineForm) -> MessageText? {
    guard let string = body ?? filled(form.template) else { return nil }
    let text = MessageText(RequestReader.plainLines(string))
    guard (1...MessageText.longest).contains(text.units),
      // Any other character may be one that cannot be seen.
      text.string.utf8.contains(where: { (0x21...0x7E).contains($0) })
    else { return nil }
    return text
  }

  private func filled(_ template: TextTemplate?) -> String? {
    guard let template else { return nil }
    let values = fields ?? []
    guard fields != nil || template.fields.isEmpty else { return nil }
    let bytes = template.bytes { field, text in
      if let value = values[field] { text += value }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The text as it is sent; nil if it is too long.
  private func sent(_ text: MessageText, _ form: BatchLineForm) -> NormalizedText? {
    if form.sample.isMMS { return NormalizedText(text: text, replacements: []) }
    let sent =
      form.normalization?.normalized(text) ?? NormalizedText(text: text, replacements: [])
    return sent.text.segments <= form.maxSegments ? sent : nil
  }

  private func metadata(_ form: BatchLineForm) -> (text: String?, canonical: [UInt8])? {
    guard let metadata else { return form.metadata }
    let nesting = JSONParser.requestNesting - 1
    guard let value = try? JSONParser.parse(Array(block[metadata]), nesting: nesting),
      let object = value.object
    else { return nil }
    let text = RequestReader.text(of: object)
    guard (text ?? "").utf8.count <= RequestReader.largestMetadata else { return nil }
    return (text, JSONWriter.write(value, as: .canonical))
  }
}
