/// How records show messages: a provider may not keep them byte for byte, or by our clock.
package struct RecordForm: Sendable, Equatable {
  /// How a text is shown.
  package enum Text: String, CaseIterable, Sendable {
    case exact
    /// Without blanks and line ends at either end.
    case trimmed
    /// With CRLF line ends.
    case crlf
    /// With ASCII quotes instead of typographic ones.
    case straight
    /// With `?` for each character outside ASCII.
    case ascii
    /// With HTML character references.
    case escaped
    /// Its first 160 characters.
    case cut
    /// Replaced by `[redacted]`.
    case redacted
    case empty
    case null
    /// Without a member `body`.
    case missing
  }

  /// How a time is shown; does not affect the period of a list.
  package enum Time: String, CaseIterable, Sendable {
    case exact
    /// Cut to the minute.
    case minute
    /// 5 s too early.
    case early
    /// By a clock 8 h behind UTC, but labelled as UTC.
    case local
    /// Without a member `timestamp`.
    case missing
  }

  package var text = Text.exact
  package var time = Time.exact
  /// Whether lists never end, but continue with messages of another program.
  package var isEndless = false
  /// Whether records of people's texts have other ids than the calls about them.
  package var hasOwnIdentifiers = false

  package init() {}

  /// The text that a record shows; nil for `null`.
  func shown(_ body: String?) -> String? {
    guard let body else { return nil }
    switch text {
    case .exact, .missing: return body
    case .trimmed: return Self.trimmed(body)
    case .crlf:
      return body.split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: "\r\n")
    case .straight: return String(body.map { Self.straight[$0] ?? $0 })
    case .ascii: return String(body.map { $0.isASCII ? $0 : "?" })
    case .escaped: return body.map { Self.references[$0] ?? String($0) }.joined()
    case .cut: return String(body.prefix(160))
    case .redacted: return "[redacted]"
    case .empty: return ""
    case .null: return nil
    }
  }

  /// The time that a record shows; nil for none.
  func shown(_ nanoseconds: Int64) -> Int64? {
    switch time {
    case .exact: nanoseconds
    case .minute: nanoseconds - nanoseconds % 60_000_000_000
    case .early: nanoseconds - 5_000_000_000
    case .local: nanoseconds - 8 * 3_600_000_000_000
    case .missing: nil
    }
  }

  private static func trimmed(_ body: String) -> String {
    var rest = body.drop { $0.isWhitespace }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  private static let straight: [Character: Character] = [
    "\u{2018}": "'", "\u{2019}": "'", "\u{201C}": "\"", "\u{201D}": "\"",
  ]
  private static let references: [Character: String] = [
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;",
  ]
}
