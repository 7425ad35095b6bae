internal import SMSJSON

extension JSONValue {
  /// The provider's own calls are nested five levels deep.
  private static let webhookNesting = 16

  /// Parses the body of a call; nil if it is not a complete JSON object.
  ///
  /// A text that was cut within a character is still a text, and may be a STOP: unreadable parts of
  /// a string are replaced.
  init?(webhook body: [UInt8]) {
    let json = LenientJSONParser.wholeValue(
      of: body,
      nesting: Self.webhookNesting,
      allowsTrailingCommas: true
    )
    guard let json, case .object = json else { return nil }
    self = json
  }

  /// The characters of a string or a number; nil for all else, and for a number that is not JSON's.
  ///
  /// The provider writes some numbers either way.
  var webhookText: String? {
    switch self {
    case .string(let text): text
    case .number(let number): number.plain?.text
    default: nil
    }
  }

  /// A whole number, written as a number or as a string.
  var integer: Int? { webhookText.flatMap { Int($0) } }
}
