internal import SMSDaemon
internal import SMSSpool

/// A job that an operator names: its id, and `--spool`.
struct JobArgument {
  static let positional = Specification.Positional("ID", help: "the id of the job's request")

  let id: String
  private let spool: String?

  init(_ arguments: Arguments, spool: String? = nil) throws(UsageError) {
    id = try RequestIDArgument.check(arguments.positionals[0])
    self.spool = spool ?? arguments.value(.spool)
  }

  /// The same words on another command's line.
  var options: String { id + (spool.map { " --spool \($0)" } ?? "") }

  /// The members that name it.
  ///
  /// - Throws: `CommandFailure` if the configuration has no such spool.
  func members(_ configuration: Configuration) throws(CommandFailure) -> [(String, JSONValue)] {
    let spool = try ChosenSpool(spool, in: configuration)
    return [("message", .string(id)), ("spool", .string(spool.name))]
  }
}
