/// The parsed command line of one command.
package struct Arguments: Equatable, Sendable {
  private var values: [String: [String]] = [:]
  private var flags: Set<String> = []
  /// The arguments without a name, in order.
  package private(set) var positionals: [String] = []

  /// An empty command line.
  package init() {}

  /// Sets an option's value, replacing any that it has.
  package mutating func set(_ option: OptionSpecification, to value: String) {
    values[option.name] = [value]
  }

  /// Sets a flag.
  package mutating func set(_ flag: OptionSpecification) {
    flags.insert(flag.name)
  }

  mutating func append(_ value: String, to option: OptionSpecification) {
    values[option.name, default: []].append(value)
  }

  mutating func append(positional: String) {
    positionals.append(positional)
  }
}

extension Arguments {
  /// Whether an option or a flag was given.
  package func contains(_ option: OptionSpecification) -> Bool {
    flags.contains(option.name) || values[option.name] != nil
  }

  /// Whether a flag was given.
  package func has(_ flag: OptionSpecification) -> Bool {
    flags.contains(flag.name)
  }

  /// The value of an option; nil if it was not given.
  package func value(_ option: OptionSpecification) -> String? {
    values[option.name]?.first
  }

  /// The values of a repeatable option, in order; empty if it was not given.
  package func values(_ option: OptionSpecification) -> [String] {
    values[option.name] ?? []
  }

  /// A value that must not be empty; nil if the option was not given.
  ///
  /// - Throws: `UsageError` if it is empty.
  package func text(_ option: OptionSpecification) throws(UsageError) -> String? {
    guard let text = value(option) else { return nil }
    guard !text.isEmpty else { throw UsageError("--\(option.name) must not be empty") }
    return text
  }

  /// A duration in seconds, fractions allowed, from 0 to ten years; nil if the option was not
  /// given.
  ///
  /// - Throws: `UsageError` if the value is not such a number.
  package func seconds(_ option: OptionSpecification) throws(UsageError) -> Double? {
    guard let text = value(option) else { return nil }
    guard let seconds = Double(text), seconds >= 0, seconds <= 315_576_000 else {
      throw UsageError("--\(option.name) must be a number of seconds from 0 to 315576000")
    }
    return seconds
  }

  /// A whole number of at least 1; nil if the option was not given.
  ///
  /// - Throws: `UsageError` if the value is not such a number.
  package func count(_ option: OptionSpecification) throws(UsageError) -> Int? {
    guard let text = value(option) else { return nil }
    guard let count = Int(text), count >= 1 else {
      throw UsageError("--\(option.name) must be a whole number from 1")
    }
    return count
  }

  /// A whole number within a range.
  ///
  /// - Parameters:
  ///   - option: The option.
  ///   - bounds: The range allowed.
  /// - Returns: The number; nil if the option was not given.
  /// - Throws: `UsageError` if the value is not such a number.
  package func integer<Value: FixedWidthInteger & Sendable>(
    _ option: OptionSpecification,
    in bounds: ClosedRange<Value>
  ) throws(UsageError) -> Value? {
    guard let text = value(option) else { return nil }
    guard let number = Value(text), bounds.contains(number) else {
      let range = "\(bounds.lowerBound) to \(bounds.upperBound)"
      throw UsageError("--\(option.name) must be a whole number from \(range)")
    }
    return number
  }

  /// One of the words in the option's table; nil if the option was not given.
  ///
  /// - Throws: `UsageError` listing the words if the value is not among them.
  package func choice(_ option: OptionSpecification) throws(UsageError) -> String? {
    guard let text = value(option) else { return nil }
    guard case .words(let words) = option.kind, !words.contains(text) else { return text }
    throw UsageError(
      "--\(option.name) must be one of \(words.joined(separator: ", "))",
      suggestion: Suggestion.of(text, among: words)
    )
  }

  /// Words from the option's table, separated by commas; nil if the option was not given.
  ///
  /// - Throws: `UsageError` listing the words if the value is empty or contains another word.
  package func choices(_ option: OptionSpecification) throws(UsageError) -> [String]? {
    guard let text = value(option) else { return nil }
    let chosen = text.split(separator: ",").map(String.init)
    guard case .words(let words) = option.kind else { return chosen }
    let unknown = chosen.first { !words.contains($0) }
    guard unknown != nil || chosen.isEmpty else { return chosen }
    throw UsageError(
      "--\(option.name) must be some of \(words.joined(separator: ","))",
      suggestion: unknown.map { Suggestion.of($0, among: words) } ?? ""
    )
  }
}
