internal import SMSCore
internal import SMSJSON

/// Validates and cleans the texts of a call before they end up in file names, results and logs.
enum WebhookText {
  /// A sender as it is stored: a North American number as its 11 digits, anything else as given.
  static func sender(_ text: String) -> String? {
    if let number = try? PhoneNumber(parsing: text) { return number.digits }
    let sender = line(text, upTo: 32)
    return sender.isEmpty ? nil : sender
  }

  /// A US or Canadian number; otherwise nil.
  static func phone(_ value: JSONValue?) -> PhoneNumber? {
    value?.webhookText.flatMap { try? PhoneNumber(parsing: $0) }
  }

  /// The text as one line of at most `limit` characters, without control characters.
  static func line(_ text: String, upTo limit: Int) -> String {
    let start = String(
      text.unicodeScalars.prefix(2 * limit).map { scalar in
        scalar.value < 0x20 || scalar.value == 0x7F ? " " : Character(scalar)
      }
    )
    return String(start.prefix(limit))
  }
}
