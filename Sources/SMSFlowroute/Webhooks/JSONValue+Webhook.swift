internal import SMSJSON

extension JSONValue {
  /// Ample: the provider's own calls are nested five levels deep.
  private static let webhookNesting = 16

  /// Parses the body of a call; nil if it is not a complete JSON object.
  ///
  /// A text that was cut in the middle of a character is still a text and may be a STOP, so invalid
  /// parts of a string are replaced.
  init?(webhook body: [UInt8]) {
    let json = LenientJSONParser.wholeValue(
      of: body,
      nesting: Self.webhookNesting,
      allowsTrailingCommas: true
    )
    guard let json, case .object = json else { return nil }
    self = json
  }

  /// The characters of a string or a well-formed number; otherwise nil.
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
