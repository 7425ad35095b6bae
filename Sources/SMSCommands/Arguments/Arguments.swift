internal import SMSSpool

/// The command line of one subcommand, taken apart.
package struct Arguments: Equatable, Sendable {
  private var values: [String: String] = [:]
  private var flags: Set<String> = []
  /// What was given without a name, in order.
  package private(set) var positionals: [String] = []

  package init() {}

  package mutating func set(_ option: OptionSpecification, to value: String) {
    values[option.name] = value
  }

  package mutating func set(_ flag: OptionSpecification) {
    flags.insert(flag.name)
  }

  mutating func append(positional: String) {
    positionals.append(positional)
  }

  func contains(_ option: OptionSpecification) -> Bool {
    flags.contains(option.name) || values[option.name] != nil
  }
}

extension Arguments {
  /// Whether a flag was given.
  package func has(_ flag: OptionSpecification) -> Bool {
    flags.contains(flag.name)
  }

  /// The value of an option, nil if it was not given.
  package func value(_ option: OptionSpecification) -> String? {
    values[option.name]
  }

  /// A length of time in seconds, fractions allowed, 0 to ten years.
  ///
  /// - Throws: `UsageError` if it is no such number.
  package func seconds(_ option: OptionSpecification) throws(UsageError) -> Double? {
    guard let text = values[option.name] else { return nil }
    guard let value = Double(text), value >= 0, value <= 315_576_000 else {
      throw UsageError("--\(option.name) must be a number of seconds from 0 to 315576000")
    }
    return value
  }

  /// A count from 1.
  ///
  /// - Throws: `UsageError` if it is no such number.
  package func count(_ option: OptionSpecification) throws(UsageError) -> Int? {
    guard let text = values[option.name] else { return nil }
    guard let value = Int(text), value >= 1 else {
      throw UsageError("--\(option.name) must be a whole number from 1")
    }
    return value
  }

  /// One of the words that the option's table has.
  ///
  /// - Throws: `UsageError` that lists them, if it is none of them.
  package func choice(_ option: OptionSpecification) throws(UsageError) -> String? {
    guard let text = values[option.name] else { return nil }
    guard case .words(let words) = option.kind, !words.contains(text) else { return text }
    throw UsageError(
      "--\(option.name) must be one of \(words.joined(separator: ", "))",
      suggestion: Suggestion.of(text, among: words)
    )
  }
}

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

/// What a misspelt word was probably meant to be.
enum Suggestion {
  /// `did you mean --body?`, or nothing if no known word is near.
  static func of(_ word: String, among known: [String], prefix: String = "") -> String {
    NearestName.of(word, among: known).map { "did you mean \(prefix)\($0)?" } ?? ""
  }
}
