/// The command line of one command, parsed.
package struct Arguments: Equatable, Sendable {
  private var values: [String: [String]] = [:]
  private var flags: Set<String> = []
  /// What was given without a name, in order.
  package private(set) var positionals: [String] = []

  /// An empty command line.
  package init() {}

  /// Gives an option one value, in place of any it has.
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

  /// The value of an option, nil if it was not given.
  package func value(_ option: OptionSpecification) -> String? {
    values[option.name]?.first
  }

  /// The values of a repeatable option, in order.
  package func values(_ option: OptionSpecification) -> [String] {
    values[option.name] ?? []
  }

  /// A value that is not empty.
  ///
  /// - Throws: `UsageError` if it is.
  package func text(_ option: OptionSpecification) throws(UsageError) -> String? {
    guard let text = value(option) else { return nil }
    guard !text.isEmpty else { throw UsageError("--\(option.name) must not be empty") }
    return text
  }

  /// A length of time in seconds, fractions allowed, 0 to ten years.
  ///
  /// - Throws: `UsageError` for anything else.
  package func seconds(_ option: OptionSpecification) throws(UsageError) -> Double? {
    guard let text = value(option) else { return nil }
    guard let seconds = Double(text), seconds >= 0, seconds <= 315_576_000 else {
      throw UsageError("--\(option.name) must be a number of seconds from 0 to 315576000")
    }
    return seconds
  }

  /// A count from 1.
  ///
  /// - Throws: `UsageError` for anything else.
  package func count(_ option: OptionSpecification) throws(UsageError) -> Int? {
    guard let text = value(option) else { return nil }
    guard let count = Int(text), count >= 1 else {
      throw UsageError("--\(option.name) must be a whole number from 1")
    }
    return count
  }

  /// A whole number within bounds.
  ///
  /// - Parameters:
  ///   - option: The option.
  ///   - bounds: The least and the greatest that it may be.
  /// - Returns: The number; nil if the option was not given.
  /// - Throws: `UsageError` for anything else.
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

  /// One of the words in the option's table.
  ///
  /// - Throws: `UsageError` that lists them, for any other.
  package func choice(_ option: OptionSpecification) throws(UsageError) -> String? {
    guard let text = value(option) else { return nil }
    guard case .words(let words) = option.kind, !words.contains(text) else { return text }
    throw UsageError(
      "--\(option.name) must be one of \(words.joined(separator: ", "))",
      suggestion: Suggestion.of(text, among: words)
    )
  }

  /// Some of the words in the option's table, separated by commas.
  ///
  /// - Throws: `UsageError` that lists them, for any other and for none.
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
