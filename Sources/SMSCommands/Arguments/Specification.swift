/// What a subcommand is called and takes; the parser and the help read the same table.
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

  /// The words after the program's name: `["config", "check"]`.
  package let words: [String]
  /// One line for the list of subcommands.
  package let summary: String
  package let positionals: [Positional]
  /// Its own options; `--help` and `--version` are added to each.
  package let options: [OptionSpecification]
  /// Paragraphs below the tables of the help.
  package let notes: [String]

  package init(
    _ words: String...,
    summary: String,
    positionals: [Positional] = [],
    options: [OptionSpecification] = [],
    notes: [String] = []
  ) {
    self.words = words
    self.summary = summary
    self.positionals = positionals
    self.options = options
    self.notes = notes
  }

  /// As a person types it after the program's name: `config check`.
  package var name: String { words.joined(separator: " ") }

  /// All options that the parser knows.
  package var allOptions: [OptionSpecification] { options + [.help, .version] }
}
