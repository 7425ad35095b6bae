/// A JSON number, kept exactly as it was written.
///
/// The text follows the number grammar of RFC 8259, section 6. Two numbers are equal when their
/// texts are: `1` and `1.0` differ, because metadata is returned as it came.
package struct JSONNumber: Sendable, Equatable {
  package let text: String

  /// Takes a text that follows the grammar.
  init(text: String) {
    self.text = text
  }

  package init(_ value: Int64) {
    text = String(value)
  }

  /// Takes a finite number; infinities and NaN have no JSON form and give nil.
  package init?(_ value: Double) {
    guard value.isFinite else { return nil }
    text = Int64(exactly: value).map { String($0) } ?? "\(value)"
  }

  /// Stands for `Infinity`, `NaN` and what is too large, so that other faults are told with it.
  static let beyondDouble = JSONNumber(text: "1e999")

  /// The value, if it was written without fraction and exponent and fits.
  package var int64: Int64? { Int64(text) }

  /// The nearest value, nil beyond what a Double holds.
  package var double: Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
