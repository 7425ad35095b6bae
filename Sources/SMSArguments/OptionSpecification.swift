/// One `--option` of a command.
package struct OptionSpecification: Hashable, Sendable {
  /// The name after the two dashes.
  package let name: String
  /// What stands for its value in the help, such as `N`; nil for a flag, which takes none.
  package let placeholder: String?
  /// What it does, for the help.
  package let help: String
  /// Whether the usage line shows it as one that must be given.
  package let isRequired: Bool
  /// Whether it may be given more than once.
  package let isRepeatable: Bool
  /// What its value is.
  package let kind: ValueKind

  /// Makes an option, or a flag where there is no placeholder.
  ///
  /// - Parameters:
  ///   - name: The name after the two dashes.
  ///   - placeholder: What stands for its value in the help; nil for a flag.
  ///   - isRequired: Whether the usage line shows it as one that must be given.
  ///   - isRepeatable: Whether it may be given more than once.
  ///   - kind: What its value is.
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

  /// As a person writes it: `--to N`, `--wait`.
  package var form: String {
    placeholder.map { "--\(name) \($0)" } ?? "--\(name)"
  }

  /// Every command has it.
  package static let help = OptionSpecification("help", help: "show this help")
  /// Every command has it.
  package static let version = OptionSpecification("version", help: "show the version")
}

/// What the value of an option or an argument is, for completion in a shell.
package enum ValueKind: Hashable, Sendable {
  /// A number, an id, a text: nothing that a shell could offer.
  case free
  /// One of a few words.
  case words([String])
  case file
  case directory
}
