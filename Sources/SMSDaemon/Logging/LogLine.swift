internal import SMSCore
internal import SMSJSON

/// One line of the log: a constant message and its `key=value` pairs.
///
/// Values are plain facts; numbers, texts and keys are redacted by their types' descriptions.
struct LogLine: Sendable {
  var time: WallTime
  var message: LogMessage
  var values: [(key: String, value: String)]

  /// Values that producers choose or influence, which may therefore contain a phone number.
  private static let chosen: Set<String> = [
    "id", "file", "rejected_as", "error", "cause", "problem", "key", "output",
  ]

  init(time: WallTime, message: LogMessage, values: [(key: String, value: String)]) {
    self.time = time
    self.message = message
    self.values = values
    for index in values.indices where Self.chosen.contains(values[index].key) {
      guard let masked = values[index].value.maskedNumbers else { continue }
      self.values[index].value = masked
    }
  }

  func rendered(as format: LogFormat) -> String {
    var bytes: [UInt8] = []
    write(to: &bytes, as: format)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the line to others.
  func write(to bytes: inout [UInt8], as format: LogFormat) {
    switch format {
    case .json:
      bytes += JSONWriter.write(.object(object), as: .compact)
    case .journal:
      bytes += "<\(message.level.rawValue)>".utf8
      writeText(to: &bytes)
    case .text, .auto:
      bytes += "\(RFC3339.text(time)) \(message.level.name) ".utf8
      writeText(to: &bytes)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private func writeText(to bytes: inout [UInt8]) {
    bytes += message.rawValue.utf8
    for (key, value) in values {
      bytes.append(UInt8(ascii: " "))
      bytes += key.utf8
      bytes.append(UInt8(ascii: "="))
      Self.write(quoting: value, to: &bytes)
    }
  }

  private var object: JSONObject {
    var object = JSONObject([
      ("time", .string(RFC3339.text(time))),
      ("level", .string(message.level.name)),
      ("message", .string(message.rawValue)),
    ])
    for (key, value) in values { object.set(key, .string(value)) }
    return object
  }

  /// Quotes values with blanks or quotes, and escapes what could break or forge a line.
  private static func write(quoting value: String, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes += value.utf8
    if isPlain(value, bytes[start...]) { return }
    bytes.removeSubrange(start...)
    bytes.append(UInt8(ascii: "\""))
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\": bytes += "\\\(scalar)".utf8
      case "\n": bytes += "\\n".utf8
      case _ where isUnsafe(scalar):
        bytes += "\\u{\(String(scalar.value, radix: 16))}".utf8
      default: bytes += String(scalar).utf8
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a value needs no quotes; nearly all are ASCII, so the bytes are checked first.
  private static func isPlain(_ value: String, _ bytes: ArraySlice<UInt8>) -> Bool {
    var isASCII = true
    for byte in bytes {
      guard byte > 0x20, byte != 0x22, byte != 0x5C, byte != 0x3D, byte != 0x7F else {
        return false
      }
      if byte >= 0x80 { isASCII = false }
    }
    return !bytes.isEmpty && (isASCII || !value.unicodeScalars.contains(where: isUnsafe))
  }

  /// Whether a character could end a line, control a terminal or reverse the reading direction.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      || (0x2028...0x2029).contains(scalar.value) || isBidiControl(scalar)
  }

  /// Unicode's property Bidi_Control as numbers, since looking up properties takes far longer.
  private static func isBidiControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
