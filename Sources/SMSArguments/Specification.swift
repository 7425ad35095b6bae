/// What a command is called and takes; the parser, the help, the manual and the completions of shells
/// read the same table.
package struct Specification: Sendable {
  /// An argument without a name, such as the `ID` of `show`.
  package struct Positional: Sendable {
    package let name: String
    package let isRequired: Bool
    /// What it is.
    package let kind: ValueKind
    package let help: String

    package init(
      _ name: String,
      isRequired: Bool = true,
      kind: ValueKind = .free,
      help: String
    ) {
      self.name = name
      self.isRequired = isRequired
      self.kind = kind
      self.help = help
    }
  }

  /// The words after the program's name: `["config", "check"]`; none for a program without
  /// subcommands.
  package let words: [String]
  /// One line for the list of subcommands.
  package let summary: String
  /// The ways to call it, without its name, where one line made of the table does not show them.
  package let synopses: [String]
  package let positionals: [Positional]
  /// Its own options; `--help` and `--version` are added to each.
  package let options: [OptionSpecification]
  /// Paragraphs below the tables of the help.
  package let notes: [String]

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - words: The words after the program's name.
  ///   - summary: One line, without a capital and a full stop.
  ///   - synopses: The ways to call it; empty for one line made of the table.
  ///   - positionals: Its arguments without a name, those that may be left out last.
  ///   - options: Its own options.
  ///   - notes: Paragraphs below the tables of the help.
  package init(
    _ words: String...,
    summary: String,
    synopses: [String] = [],
    positionals: [Positional] = [],
    options: [OptionSpecification] = [],
    notes: [String] = []
  ) {
    self.words = words
    self.summary = summary
    self.synopses = synopses
    self.positionals = positionals
    self.options = options
    self.notes = notes
  }

  /// As a person types it after the program's name: `config check`.
  package var name: String { words.joined(separator: " ") }

  /// All options that the parser knows.
  package var allOptions: [OptionSpecification] { options + [.help, .version] }
}
