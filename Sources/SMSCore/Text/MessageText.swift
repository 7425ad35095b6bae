/// The text of a message, with its encoding and segments as the provider counts them.
///
/// | encoding | total units | units a segment |
/// |---|---|---|
/// | ASCII | up to 160 | 160 |
/// | ASCII | more | 140 |
/// | UCS-2 | any | 70 |
///
/// What counts is ASCII or not, never the GSM alphabet; outside ASCII, units are those of UTF-16.
/// Source: the provider's "Message length and concatenation" (there is no other public rule).
package struct MessageText: Hashable, Sendable {
  package enum Encoding: String, Hashable, Sendable {
    case ascii
    case ucs2
  }

  /// The most UTF-16 units that the provider takes in one message.
  package static let longest = 1_600

  package let string: String

  package init(_ string: String) {
    self.string = string
  }

  package var encoding: Encoding {
    // Without an early exit the compiler makes it a loop over vectors; it is asked for often.
    let bits =
      string.utf8.withContiguousStorageIfAvailable { $0.reduce(0, |) } ?? string.utf8.reduce(0, |)
    return bits < 0x80 ? .ascii : .ucs2
  }

  /// The length in UTF-16 units, which for ASCII are characters.
  package var units: Int { string.utf16.count }

  /// How many segments the provider sends and charges; an empty text has none.
  package var segments: Int {
    let units = units
    switch encoding {
    case .ascii where units <= 160: return units == 0 ? 0 : 1
    case .ascii: return (units + 139) / 140
    case .ucs2: return (units + 69) / 70
    }
  }
}

extension MessageText: CustomStringConvertible {
  /// Redacted for logs: the size only.
  package var description: String { "<text of \(units) units>" }
}
