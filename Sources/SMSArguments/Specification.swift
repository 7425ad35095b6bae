/// A command's name and arguments: the table that the parser, the help, the manual and the shell
/// completions all use.
package struct Specification: Sendable {
  /// An argument without a name, such as the `ID` of `show`.
  package struct Positional: Sendable {
    package let name: String
    /// Whether the parser refuses a command line without it.
    package let isRequired: Bool
    /// The kind of its value.
    package let kind: ValueKind
    /// What it is, as shown in the help.
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

  /// The words after the program's name: `["config", "check"]`; empty for a program without
  /// subcommands.
  package let words: [String]
  /// One line for the list of subcommands, without a capital and a full stop.
  package let summary: String
  /// Synopses without the command's name; empty where one line generated from the table is enough.
  package let synopses: [String]
  /// The arguments without a name, optional ones last.
  package let positionals: [Positional]
  /// The command's own options; `--help` and `--version` are added to every command.
  package let options: [OptionSpecification]
  /// Paragraphs below the tables in the help.
  package let notes: [String]

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - words: The words after the program's name.
  ///   - summary: One line, without a capital and a full stop.
  ///   - synopses: Synopses without the command's name; empty to generate one from the table.
  ///   - positionals: The arguments without a name, optional ones last.
  ///   - options: The command's own options.
  ///   - notes: Paragraphs below the tables in the help.
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

  /// The name as typed after the program's name: `config check`.
  package var name: String { words.joined(separator: " ") }

  /// All options that the parser accepts.
  package var allOptions: [OptionSpecification] { options + [.help, .version] }
}
