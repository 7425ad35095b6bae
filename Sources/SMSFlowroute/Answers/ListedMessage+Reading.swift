internal import SMSCore
internal import SMSJSON

extension ListedMessage {
  /// Reads a message detail record of any version, as far as possible.
  ///
  /// The documentation and its samples disagree on which attributes are strings and which numbers.
  ///
  /// Source: developer.flowroute.com/api/messages, "Look up a message", versions 2.0 and 2.1.
  init(_ record: JSONValue) {
    let attributes = record["attributes"] ?? record
    self.init(
      id: record["id"]?.plainText.flatMap { MessageID.isAcceptable($0) ? $0 : nil },
      // Outbound unless stated otherwise; matching still requires `from` to be our number.
      isOutbound: attributes["direction"]?.plainText?.lowercased() != "inbound",
      to: Party(attributes["to"]),
      from: Party(attributes["from"]),
      text: attributes["body"]?.plainText.map { MessageText($0) },
      at: attributes["timestamp"]?.plainText.flatMap(Timestamp.time),
      isMMS: attributes["is_mms"]?.truth,
      cost: ReportedCost(record)
    )
  }
}

extension ListedMessage.Party {
  /// The party that a record names; a complete number outside the US and Canada is foreign.
  fileprivate init(_ value: JSONValue?) {
    guard let text = value?.plainText else {
      self = .unknown
      return
    }
    do throws(PhoneNumberError) {
      self = .number(try PhoneNumber(parsing: text))
    } catch {
      switch error {
      case .wrongLength where text.utf8.count { (0x30...0x39).contains($0) } > 11: self = .foreign
      case .wrongCountry, .shortCode, .badAreaCode, .badExchange: self = .foreign
      // Asterisks or only a few digits: part of the number may be masked.
      case .empty, .strayCharacter, .hasExtension, .severalNumbers, .wrongLength: self = .unknown
      }
    }
  }
}

extension JSONValue {
  /// A truth value, which some documents give as a string.
  fileprivate var truth: Bool? {
    switch self {
    case .bool(let truth): truth
    case .string("true"): true
    case .string("false"): false
    default: nil
    }
  }

  /// The characters of a string or a number; otherwise nil.
  fileprivate var plainText: String? {
    switch self {
    case .string(let text): text
    case .number(let number): number.text
    default: nil
    }
  }
}
