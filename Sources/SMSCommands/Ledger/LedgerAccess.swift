internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// Opens the ledger for commands that only read, with an explanation if that fails.
enum LedgerAccess {
  /// Opens the ledger of a configuration.
  ///
  /// - Throws: `CommandFailure`: 77 without permission, 69 if there is no ledger yet.
  static func open(
    _ configuration: Configuration,
    for command: String
  ) throws(CommandFailure) -> any LedgerReader {
    try check(configuration, for: command)
    return try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try LedgerPlace(configuration).reader()
    }
  }

  /// Checks that the ledger exists, is readable, and is the one that a running daemon uses.
  ///
  /// - Throws: `CommandFailure`: 77 without permission, 69 if there is no ledger yet.
  static func check(
    _ configuration: Configuration,
    for command: String
  ) throws(CommandFailure) {
    if let process = OpenLedger.displaced(configuration) {
      throw CommandFailure(displaced: process, configuration)
    }
    try check(configuration.state, for: command)
  }

  /// Distinguishes the causes that the database only reports as "unable to open".
  static func check(_ state: String, for command: String) throws(CommandFailure) {
    do throws(SystemError) {
      let directory = try Directory(path: state)
      _ = try directory.openFile(LedgerPlace.files.ledger, .readForeign)
    } catch {
      guard error.isNotFound else { throw denied(error, state, command) }
      if (try? Directory(path: state).contains("secret.key")) == true {
        throw CommandFailure(
          .unavailable,
          "the ledger in \(state) is gone, but the key of a daemon that ran there is still beside it",
          hint: """
            Restore a backup ('\(ProgramName.value) restore FILE'). Without a backup, \
            '\(ProgramName.value) ledger new' says what a new one forgets.
            """
        )
      }
      throw CommandFailure(
        .unavailable,
        "there is no ledger in \(state) yet",
        hint: """
          No daemon has run with this configuration: start it (systemctl start smsdispatch), or \
          name the right configuration with --config FILE.
          """
      )
    }
  }

  /// A missing permission, with the user that has it.
  static func denied(_ error: SystemError, _ state: String, _ command: String) -> CommandFailure {
    guard error.isPermissionDenied else { return CommandFailure(error, .internalError) }
    let user = owner(of: state) ?? "smsdispatch"
    let isRoot = user == "root"
    return CommandFailure(
      .noPermission,
      "\(state) is open to \(isRoot ? "root" : "root and \(user)") only",
      hint: "Run it so: sudo \(isRoot ? "" : "-u \(user) ")\(ProgramName.value) \(command)"
    )
  }

  /// The owner of a directory; nil if it cannot be determined.
  static func owner(of path: String) -> String? {
    guard let status = try? Directory(entering: path).status() else { return nil }
    return (try? UserAccount.numbered(status.user))?.name ?? "user \(status.user)"
  }
}
