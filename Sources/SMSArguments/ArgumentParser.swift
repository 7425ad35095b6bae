internal import SMSSystem

/// Parses the words of a command line according to a command's table.
///
/// Options are `--name VALUE` or `--name=VALUE`, flags are `--name`; every word after `--` is
/// positional, and so is a single dash.
package struct ArgumentParser {
  private let specification: Specification
  private var rest: ArraySlice<String>
  private var arguments = Arguments()

  private init(_ specification: Specification, _ words: ArraySlice<String>) {
    self.specification = specification
    rest = words
  }

  /// Parses the words after the command's name.
  ///
  /// With `--help` or `--version`, no argument is required.
  /// - Parameters:
  ///   - words: The words, without the command's own.
  ///   - specification: The command's table.
  /// - Returns: The parsed arguments.
  /// - Throws: `UsageError` for the first word that does not fit, or a missing argument.
  package static func parse(
    _ words: some Sequence<String>,
    for specification: Specification
  ) throws(UsageError) -> Arguments {
    var parser = ArgumentParser(specification, ArraySlice(words))
    try parser.run()
    return parser.arguments
  }

  private mutating func run() throws(UsageError) {
    while let word = rest.popFirst() {
      if word == "--" {
        while let word = rest.popFirst() { try takePositional(word) }
      } else if word == "-h" {
        arguments.set(.help)
      } else if word.hasPrefix("--") {
        try takeOption(word.dropFirst(2))
      } else if word.hasPrefix("-"), word != "-" {
        throw unknown(word)
      } else {
        try takePositional(word)
      }
    }
    if !arguments.has(.help), !arguments.has(.version) {
      try requireAll()
    }
  }

  private mutating func takeOption(_ text: Substring) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = specification.allOptions.first(where: { $0.name == name }) else {
      throw unknown("--\(name)")
    }
    guard option.isRepeatable || !arguments.contains(option) else {
      throw UsageError("--\(name) is given twice")
    }
    let attached = parts.count > 1 ? String(parts[1]) : nil
    if option.placeholder == nil {
      guard attached == nil else { throw UsageError("--\(name) takes no value") }
      arguments.set(option)
    } else if let attached {
      arguments.append(attached, to: option)
    } else {
      arguments.append(try takeValue(of: option), to: option)
    }
  }

  /// The word after an option; another option's name is not taken as a value unless written with
  /// `=`.
  private mutating func takeValue(of option: OptionSpecification) throws(UsageError) -> String {
    guard let word = rest.first, !isOption(word) else {
      throw UsageError("--\(option.name) needs a value: \(option.form)")
    }
    rest.removeFirst()
    return word
  }

  private func isOption(_ word: String) -> Bool {
    word.hasPrefix("--") && specification.allOptions.contains { "--\($0.name)" == word }
  }

  private mutating func takePositional(_ word: String) throws(UsageError) {
    guard arguments.positionals.count < specification.positionals.count else {
      throw UsageError("\"\(String(escaping: word))\" is one argument too many")
    }
    arguments.append(positional: word)
  }

  private func requireAll() throws(UsageError) {
    for (index, positional) in specification.positionals.enumerated()
    where positional.isRequired && index >= arguments.positionals.count {
      throw UsageError("\(positional.name) is missing")
    }
  }

  private func unknown(_ word: String) -> UsageError {
    let name = String(word.drop { $0 == "-" })
    return UsageError(
      "there is no option \(String(escaping: word))",
      suggestion: Suggestion.of(
        name,
        among: specification.allOptions.map(\.name),
        prefix: "--"
      )
    )
  }
}
