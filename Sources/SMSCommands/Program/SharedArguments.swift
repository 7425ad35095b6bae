package import SMSArguments
internal import SMSDaemon
internal import SMSSpool
internal import SMSSystem

extension OptionSpecification {
  /// For all subcommands that read the configuration.
  package static let config = OptionSpecification(
    "config",
    "FILE",
    kind: .file,
    help: "the configuration; \(Configuration.standardPath) unless given"
  )

  /// For all subcommands that print data.
  package static let json = OptionSpecification(
    "json",
    help: "print JSON: one object, or one object a line for lists"
  )

  /// The spool to which a request or an id belongs.
  package static let spool = OptionSpecification(
    "spool",
    "NAME",
    help: "the spool; the only one, or \"default\", unless given"
  )
}

/// An id on the command line.
enum RequestIDArgument {
  /// Validates an id before it becomes a file name.
  ///
  /// - Throws: `UsageError` if it is invalid.
  static func check(_ text: String) throws(UsageError) -> String {
    guard RequestID.isValid(text) else {
      throw UsageError("\"\(String(escaping: text))\" is not an id: it \(RequestID.rule)")
    }
    return text
  }
}
