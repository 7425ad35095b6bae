import SMSSystem

/// What a long test has to say to whoever started it.
enum Console {
  static func tell(_ text: String) {
    try? StandardStream.error.write(line: text)
  }
}
