/// The text of a code message with `{code}` in the place of the code.
///
/// With an origin, it ends in the line by which phones fill in codes, `@example.com #{code}`.
/// Source: WICG, "Origin-bound one-time codes delivered via SMS".
package struct CodeTemplate: Hashable, Sendable {
  package static let placeholder = "{code}"
  package static let standard = "Your secret code is {code}"

  /// The text, with its placeholders.
  package let string: String

  /// Restores a template that was made before.
  package init(stored string: String) {
    self.string = string
  }

  /// Makes a template from the text that a producer or the configuration gives.
  package init(_ text: String, origin: String?) {
    string = origin.map { "\(text)\n\n@\($0) #\(Self.placeholder)" } ?? text
  }

  /// Whether a text contains the placeholder exactly once, as is required.
  package static func isValid(_ text: String) -> Bool { parts(of: text).count == 2 }

  /// The text with `code` in the place of the placeholder.
  package func text(with code: String) -> MessageText {
    MessageText(Self.parts(of: string).joined(separator: code))
  }

  private static func parts(of text: String) -> [Substring] {
    text.split(separator: placeholder, omittingEmptySubsequences: false)
  }
}
