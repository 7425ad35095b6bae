internal import SMSCore

extension ListedMessage {
  /// Reads a message detail record of any version; nil without an id or a time.
  ///
  /// Documents and samples differ in which attributes are strings and which are numbers.
  ///
  /// Source: developer.flowroute.com/api/messages, "Look up a message", versions 2.0 and 2.1.
  init?(_ record: JSONValue) {
    let attributes = record["attributes"] ?? record
    guard let id = record["id"]?.plainText, MessageID.isAcceptable(id),
      let time = attributes["timestamp"]?.plainText.flatMap(Timestamp.time)
    else { return nil }
    self.init(
      id: id,
      // Without a word on it the numbers tell: `from` is ours in what we sent.
      isOutbound: attributes["direction"]?.plainText?.lowercased() != "inbound",
      to: Self.number(attributes["to"]),
      from: Self.number(attributes["from"]),
      text: MessageText(attributes["body"]?.plainText ?? ""),
      at: time
    )
  }

  private static func number(_ value: JSONValue?) -> PhoneNumber? {
    value?.plainText.flatMap { try? PhoneNumber(parsing: $0) }
  }
}

extension JSONValue {
  /// The characters of a string or a number; nil for all else.
  fileprivate var plainText: String? {
    switch self {
    case .string(let text), .number(let text): text
    default: nil
    }
  }
}
