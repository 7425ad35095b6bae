/// One `--option` of a command.
package struct OptionSpecification: Hashable, Sendable {
  /// The name after the two dashes.
  package let name: String
  /// The placeholder for its value in the help, such as `N`; nil for a flag, which takes no value.
  package let placeholder: String?
  /// What it does, as shown in the help.
  package let help: String
  /// Whether the usage line shows it as required.
  package let isRequired: Bool
  /// Whether it may be given more than once.
  package let isRepeatable: Bool
  /// The kind of its value.
  package let kind: ValueKind

  /// Creates an option, or a flag if there is no placeholder.
  ///
  /// - Parameters:
  ///   - name: The name after the two dashes.
  ///   - placeholder: The placeholder for its value in the help; nil for a flag.
  ///   - isRequired: Whether the usage line shows it as required; the parser does not enforce it.
  ///   - isRepeatable: Whether it may be given more than once.
  ///   - kind: The kind of its value.
  ///   - help: What it does.
  package init(
    _ name: String,
    _ placeholder: String? = nil,
    isRequired: Bool = false,
    isRepeatable: Bool = false,
    kind: ValueKind = .free,
    help: String
  ) {
    self.name = name
    self.placeholder = placeholder
    self.isRequired = isRequired
    self.isRepeatable = isRepeatable
    self.kind = kind
    self.help = help
  }

  /// The option as typed: `--to N`, `--wait`.
  package var form: String {
    placeholder.map { "--\(name) \($0)" } ?? "--\(name)"
  }

  /// Accepted by every command.
  package static let help = OptionSpecification("help", help: "show this help")
  /// Accepted by every command.
  package static let version = OptionSpecification("version", help: "show the version")
}

/// The kind of value that an option or argument takes, for shell completion.
package enum ValueKind: Hashable, Sendable {
  /// A number, an id, a text: nothing that a shell could complete.
  case free
  /// One of these words, or several where the command allows it.
  case words([String])
  case file
  case directory
}
