internal import SMSArguments

/// The command line.
enum Command {
  case addUser(name: String, file: String)
  case logIn(users: String, spool: String)
  case demo

  /// Reads the parsed command line.
  ///
  /// - Throws: `UsageError` for arguments in none of its forms.
  init(_ arguments: Arguments) throws(UsageError) {
    let users = arguments.value(Self.users) ?? "two-factor-users"
    let words = arguments.positionals
    switch (words.count, arguments.has(Self.demoFlag)) {
    case (0, true):
      self = .demo
    case (0, false):
      let spool = arguments.value(Self.spool) ?? "/var/spool/smsdispatch/default"
      self = .logIn(users: users, spool: spool)
    case (3, false) where words.starts(with: ["user", "add"]):
      self = .addUser(name: words[2], file: users)
    case (_, true):
      throw UsageError("--demo takes no arguments")
    case (_, false):
      throw UsageError("expected \"user add NAME\", or no arguments")
    }
  }
}

extension Command {
  /// The options and arguments of the program.
  static let specification = Specification(
    summary: "logs in with a password and a text message, as a sample",
    synopses: [
      "[--users FILE] [--spool DIR]",
      "user add NAME [--users FILE]",
      "--demo",
    ],
    positionals: [
      .init("user", isRequired: false, help: "with add NAME: saves a user with a password"),
      .init("add", isRequired: false, help: "see user"),
      .init("NAME", isRequired: false, help: "the name of the user"),
    ],
    options: [users, spool, demoFlag],
    notes: ["To submit to that spool, be in the group smsdispatch-submit."]
  )

  private static let users = OptionSpecification(
    "users",
    "FILE",
    kind: .file,
    help: "the file of the users; ./two-factor-users unless given"
  )
  private static let spool = OptionSpecification(
    "spool",
    "DIR",
    kind: .directory,
    help: "the spool; /var/spool/smsdispatch/default unless given"
  )
  private static let demoFlag = OptionSpecification(
    "demo",
    help: "log in with a simulated provider and phone"
  )
}
