/// The header fields of an answer that are kept.
///
/// Headers are untrusted input: invalid UTF-8 is replaced, and values are truncated to 1,024 bytes.
package struct AnswerHead: Sendable, Equatable {
  /// The value of each field as received; nil if the field is absent.
  package private(set) var retryAfter: String?
  package private(set) var date: String?
  package private(set) var location: String?
  /// Cleared by the blank line: trailers after a chunked body (RFC 9112, section 7.1.2) are not
  /// header fields.
  private var isOpen = true

  package init() {}

  /// Takes one line as received, including its line ending.
  mutating func take(line: UnsafeBufferPointer<UInt8>) {
    // Most header lines do not matter, which their first letter shows.
    if let first = line.first, !Self.mayMatter(first) { return }
    let text = Self.trimmed(line[...])
    if text.starts(with: "HTTP/".utf8) {
      // Each status line starts over: 100, 102 and 103 may precede the final response.
      self = AnswerHead()
    } else if text.isEmpty {
      isOpen = false
    } else if isOpen, let colon = text.firstIndex(of: UInt8(ascii: ":")) {
      set(name: text[..<colon], value: Self.trimmed(text[(colon + 1)...]))
    }
  }

  /// Whether a line with this first byte may be blank, a status line or a kept field.
  private static func mayMatter(_ first: UInt8) -> Bool {
    switch first | 0x20 {
    case UInt8(ascii: "d"), UInt8(ascii: "h"), UInt8(ascii: "l"), UInt8(ascii: "r"): true
    default: first <= UInt8(ascii: " ")
    }
  }

  private mutating func set(name: Bytes, value: Bytes) {
    // The length is compared first: every other header of every answer gets here.
    switch name.count {
    case 4 where Self.matches(name, "date"): date = Self.text(value)
    case 8 where Self.matches(name, "location"): location = Self.text(value)
    case 11 where Self.matches(name, "retry-after"): retryAfter = Self.text(value)
    default: break
    }
  }

  private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

  private static func text(_ bytes: Bytes) -> String {
    String(decoding: bytes.prefix(1024), as: UTF8.self)
  }

  private static func trimmed(_ bytes: Bytes) -> Bytes {
    let blanks: (UInt8) -> Bool = { $0 <= UInt8(ascii: " ") }
    var rest = bytes.drop(while: blanks)
    while let last = rest.last, blanks(last) { rest.removeLast() }
    return rest
  }

  /// Whether a field name equals a lower-case one, ignoring case (RFC 9110, section 5.1).
  private static func matches(_ name: Bytes, _ small: String) -> Bool {
    name.elementsEqual(small.utf8) { $0 | 0x20 == $1 }
  }
}
