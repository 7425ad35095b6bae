package import SMSSpool
internal import SMSSystem

extension Console {
  /// Writes one object as one line; what could steer a terminal is escaped as JSON escapes it.
  package func say(json object: JSONObject) {
    let text = String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
    say(
      text.escapingTerminalControls { scalar in
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    )
  }
}
