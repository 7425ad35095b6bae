import SMSSystem

/// Messages from long tests to the person who started them.
enum Console {
  static func tell(_ text: String) {
    try? StandardStream.error.write(line: text)
  }
}
