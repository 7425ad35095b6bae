package import SMSArguments
internal import SMSDaemon
internal import SMSSpool
internal import SMSSystem

extension OptionSpecification {
  /// Every subcommand that reads the configuration has it.
  package static let config = OptionSpecification(
    "config",
    "FILE",
    kind: .file,
    help: "the configuration; \(Configuration.standardPath) unless given"
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
}

/// An id as a command line names it.
enum RequestIDArgument {
  /// Refuses what cannot be an id, before it becomes a file name.
  ///
  /// - Throws: `UsageError`.
  static func check(_ text: String) throws(UsageError) -> String {
    guard RequestID.isValid(text) else {
      throw UsageError("\"\(String(escaping: text))\" is no id: it \(RequestID.rule)")
    }
    return text
  }
}
