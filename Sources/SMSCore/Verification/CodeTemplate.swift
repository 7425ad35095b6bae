/// The text of a code message with `{code}` where the code goes.
///
/// With an origin it ends in the line that phones fill codes in by, `@example.com #{code}`.
/// Source: WICG, "Origin-bound one-time codes delivered via SMS".
package struct CodeTemplate: Hashable, Sendable {
  package static let placeholder = "{code}"
  package static let standard = "Your secret code is {code}"

  /// With every placeholder.
  package let string: String

  /// Takes over a template that was made before.
  package init(stored string: String) {
    self.string = string
  }

  /// Makes a template of the text that a producer or the configuration gives.
  package init(_ text: String, origin: String?) {
    string = origin.map { "\(text)\n\n@\($0) #\(Self.placeholder)" } ?? text
  }

  /// Whether a text holds the placeholder exactly once, as it has to.
  package static func isValid(_ text: String) -> Bool { parts(of: text).count == 2 }

  /// The text with some digits in the place of the code.
  package func text(with code: String) -> MessageText {
    MessageText(Self.parts(of: string).joined(separator: code))
  }

  private static func parts(of text: String) -> [Substring] {
    text.split(separator: placeholder, omittingEmptySubsequences: false)
  }
}
