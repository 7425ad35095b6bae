/// A command line that means nothing to us: exit status 64.
package struct UsageError: Error, Equatable, Sendable {
  /// What is wrong, naming the argument.
  package let message: String
  /// What was probably meant; empty if nothing is near.
  package let suggestion: String

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
