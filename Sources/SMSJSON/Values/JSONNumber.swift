/// A JSON number, kept exactly as it was written.
///
/// The text follows the number grammar of RFC 8259, section 6, unless `LenientJSONParser` read it.
/// Two numbers are equal when their texts are: `1` and `1.0` differ, because metadata is returned as
/// it came.
package struct JSONNumber: Sendable, Equatable {
  package let text: String

  init(text: String) {
    self.text = text
  }

  /// Takes a text that follows the grammar; nil for any other.
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

  /// Takes a finite number; infinities and NaN have no JSON form and give nil.
  package init?(_ value: Double) {
    guard value.isFinite else { return nil }
    text = Int64(exactly: value).map { String($0) } ?? "\(value)"
  }

  /// In the place of `Infinity`, `NaN` and what is too large, so that other faults are reported with it.
  static let beyondDouble = JSONNumber(text: "1e999")

  /// The value, if it was written without fraction and exponent and fits.
  package var int64: Int64? { Int64(text) }

  /// The nearest value, nil beyond what a Double holds.
  package var double: Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The same value as this program writes it: `1e2` as `100`, `1.50` as `1.5`; nil for what does not
  /// follow the grammar, and beyond what a Double holds.
  package var plain: JSONNumber? {
    guard isWellFormed else { return nil }
    return int64.map { JSONNumber($0) } ?? double.flatMap { JSONNumber($0) }
  }
}
