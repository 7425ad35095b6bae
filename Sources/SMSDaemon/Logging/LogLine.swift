internal import SMSCore
internal import SMSSpool

/// One line of the log: a constant message and its `key=value` pairs.
///
/// Values are plain facts; numbers, texts and keys come redacted by their types' descriptions.
struct LogLine: Sendable {
  var time: WallTime
  var message: LogMessage
  var values: [(key: String, value: String)]

  func rendered(as format: LogFormat) -> String {
    switch format {
    case .json: json
    case .journal: "<\(message.level.rawValue)>\(text)\n"
    case .text, .auto:
      "\(RFC3339.text(milliseconds: time.milliseconds)) \(message.level.name) \(text)\n"
    }
  }

  private var text: String {
    var line = message.rawValue
    for (key, value) in values { line += " \(key)=\(Self.quoted(value))" }
    return line
  }

  private var json: String {
    var object = JSONObject([
      ("time", .string(RFC3339.text(milliseconds: time.milliseconds))),
      ("level", .string(message.level.name)),
      ("message", .string(message.rawValue)),
    ])
    for (key, value) in values { object.set(key, .string(value)) }
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self) + "\n"
  }

  /// Quotes what holds blanks or quotes, and escapes what could break or forge a line.
  private static func quoted(_ value: String) -> String {
    if isPlain(value) { return value }
    var quoted = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case _ where isUnsafe(scalar):
        quoted += "\\u{\(String(scalar.value, radix: 16))}"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Whether a value can stand as it is; that of nearly every line is ASCII, and looked at by byte.
  private static func isPlain(_ value: String) -> Bool {
    var isASCII = true
    for byte in value.utf8 {
      guard byte > 0x20, byte != 0x22, byte != 0x5C, byte != 0x3D, byte != 0x7F else {
        return false
      }
      if byte >= 0x80 { isASCII = false }
    }
    return !value.isEmpty && (isASCII || !value.unicodeScalars.contains(where: isUnsafe))
  }

  /// Whether a character could end a line, steer a terminal or turn the order of what is read.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      || (0x2028...0x2029).contains(scalar.value) || isBidiControl(scalar)
  }

  /// Unicode's property Bidi_Control, as numbers: to look properties up takes far longer.
  private static func isBidiControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
