/// What the value of an option or an argument is, for completion in a shell.
package enum ValueKind: Hashable, Sendable {
  /// A number, an id, a text: nothing that a shell could offer.
  case free
  /// One of a few words.
  case words([String])
  case file
  case directory
}

/// One `--option` of a subcommand.
package struct OptionSpecification: Hashable, Sendable {
  /// The name after the two dashes.
  package let name: String
  /// What stands for its value in the help, such as `N`; nil for a flag, which takes none.
  package let placeholder: String?
  /// What it does, for the help.
  package let help: String
  /// Whether the usage line shows it as one that must be given.
  package let isRequired: Bool
  /// What its value is.
  package let kind: ValueKind

  package init(
    _ name: String,
    _ placeholder: String? = nil,
    isRequired: Bool = false,
    kind: ValueKind = .free,
    help: String
  ) {
    self.name = name
    self.placeholder = placeholder
    self.isRequired = isRequired
    self.kind = kind
    self.help = help
  }

  /// As a person writes it: `--to N`, `--wait`.
  package var form: String {
    placeholder.map { "--\(name) \($0)" } ?? "--\(name)"
  }
}

extension OptionSpecification {
  /// Every subcommand that reads the configuration has it.
  package static let config = OptionSpecification(
    "config",
    "FILE",
    kind: .file,
    help: "the configuration; \(ConfigurationPath.standard) unless given"
  )

  /// Every subcommand that prints data has it.
  package static let json = OptionSpecification(
    "json",
    help: "print JSON: one object, or one object a line for lists"
  )

  /// The spool a request or an id belongs to.
  package static let spool = OptionSpecification(
    "spool",
    "NAME",
    help: "the spool; the only one, or \"default\", unless given"
  )

  static let help = OptionSpecification("help", help: "show this help")
  static let version = OptionSpecification("version", help: "show the version")
}
