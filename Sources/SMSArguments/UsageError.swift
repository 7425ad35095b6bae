internal import SMSCore

/// A command line that cannot be used.
package struct UsageError: Error, Equatable, Sendable {
  /// The exit status of a program that refuses its command line: `EX_USAGE` of sysexits.h.
  package static let exitStatus: Int32 = 64

  /// What is wrong, naming the argument.
  package let message: String
  /// What was probably meant; empty if nothing is near.
  package let suggestion: String

  /// Makes an error.
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

/// What a misspelt word was probably meant to be.
package enum Suggestion {
  /// `did you mean --body?`, or nothing if no known word is near.
  ///
  /// - Parameters:
  ///   - word: What was given.
  ///   - known: What could be meant.
  ///   - prefix: What comes before the word in the question.
  /// - Returns: The question; empty if no known word is near.
  package static func of(_ word: String, among known: [String], prefix: String = "") -> String {
    NearestName.of(word, among: known).map { "did you mean \(prefix)\($0)?" } ?? ""
  }
}
