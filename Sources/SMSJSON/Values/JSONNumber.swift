/// A JSON number, exactly as written.
///
/// The text follows the grammar of RFC 8259, section 6, unless it comes from `LenientJSONParser`.
/// Numbers are equal if their texts are: `1` and `1.0` differ, because metadata is returned
/// unchanged.
package struct JSONNumber: Sendable, Equatable {
  /// The number's characters.
  package let text: String

  init(text: String) {
    self.text = text
  }

  /// Accepts a text that follows the grammar; nil for any other.
  package init?(validating text: String) {
    guard case .number(let number)? = try? JSONParser.parse(Array(text.utf8), nesting: 0),
      number.text == text
    else { return nil }
    self = number
  }

  /// Whether the text follows the grammar.
  package var isWellFormed: Bool { JSONNumber(validating: text) != nil }

  package init(_ value: Int64) {
    text = String(value)
  }

  /// Accepts a finite number; nil for infinities and NaN, which JSON cannot represent.
  package init?(_ value: Double) {
    guard value.isFinite else { return nil }
    text = Int64(exactly: value).map { String($0) } ?? "\(value)"
  }

  /// Replaces `Infinity`, `NaN` and numbers that are too large, so that other faults can still be
  /// reported.
  static let beyondDouble = JSONNumber(text: "1e999")

  /// The value, if it was written without fraction and exponent and fits; nil otherwise.
  package var int64: Int64? { Int64(text) }

  /// The nearest `Double`; nil if out of range.
  package var double: Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The same value in this program's notation: `1e2` as `100`, `1.50` as `1.5`; nil if it does not
  /// follow the grammar or exceeds the range of `Double`.
  package var plain: JSONNumber? {
    guard isWellFormed else { return nil }
    return int64.map { JSONNumber($0) } ?? double.flatMap { JSONNumber($0) }
  }
}
