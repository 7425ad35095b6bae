internal import SMSCore

/// An unusable command line.
package struct UsageError: Error, Equatable, Sendable {
  /// The exit status of a program that refuses its command line: `EX_USAGE` in sysexits.h.
  package static let exitStatus: Int32 = 64

  /// What is wrong, naming the argument.
  package let message: String
  /// What was probably meant; empty if no known word is close.
  package let suggestion: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - message: What is wrong, naming the argument; without a full stop.
  ///   - suggestion: What was probably meant; see `Suggestion`.
  package init(_ message: String, suggestion: String = "") {
    self.message = message
    self.suggestion = suggestion
  }
}

extension UsageError: CustomStringConvertible {
  package var description: String {
    suggestion.isEmpty ? message : "\(message); \(suggestion)"
  }
}

/// Suggestions for misspelt words.
package enum Suggestion {
  /// `did you mean --body?`, or an empty string if no known word is close.
  ///
  /// - Parameters:
  ///   - word: The word that was given.
  ///   - known: The words that could be meant.
  ///   - prefix: What to put before the suggested word.
  /// - Returns: The question; empty if no known word is close.
  package static func of(_ word: String, among known: [String], prefix: String = "") -> String {
    NearestName.of(word, among: known).map { "did you mean \(prefix)\($0)?" } ?? ""
  }
}
