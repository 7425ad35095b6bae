internal import SMSArguments
internal import SMSDaemon
internal import SMSSystem

/// `console`: prints an address of the operators' page, with a one-time login.
struct ConsoleCommand: Subcommand {
  private static let act = OptionSpecification(
    "act",
    help: "for a session that also acts, for 30 minutes, and shows full numbers"
  )

  static let specification = Specification(
    "console",
    summary: "print an address of the operators' page, with a login that is good once",
    options: [act, .json, .config],
    notes: [
      """
      Open the address in a browser on this machine within \(ConsoleLogin.seconds) seconds. Over ssh, \
      the command to reach it from your own machine is printed too. The session lasts 12 hours at \
      most, and an hour without use.
      """,
      """
      Reading: root, the daemon's user, and members of console.read_group; they see only the last \
      four digits of phone numbers. With --act: root, the daemon's user, and members of \
      console.act_group. Logins are in the audit.
      """,
      "Needs a running daemon (else exit status 69) with console.port (else 78).",
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let acts = arguments.has(Self.act)
    let caller = try ConsoleCaller(arguments, context, for: acts ? "console --act" : "console")
    guard let login = ConsoleLogin(try await caller.ask(.login(acts ? .act : .read))) else {
      throw CommandFailure(
        .unavailable,
        "the daemon's answer is not an address",
        hint: "Restart it: systemctl restart smsdispatch"
      )
    }
    if arguments.has(.json) {
      context.console.say(json: login.json)
      return .done
    }
    context.console.say(login.address)
    let session = acts ? "It acts for 30 minutes, and shows full numbers." : "It reads."
    context.console.report("Good once, within \(ConsoleLogin.seconds) seconds. \(session)")
    if let port = login.port, let line = Self.tunnel(login, port, context.environment()) {
      context.console.report("On your own machine first: \(line)")
    }
    return .done
  }

  /// The command with which a browser elsewhere reaches the port; nil outside of ssh.
  ///
  /// `SSH_CONNECTION` is `<client> <port> <server> <port>` (ssh(1)).
  private static func tunnel(
    _ login: ConsoleLogin,
    _ port: UInt16,
    _ environment: [String: String]
  ) -> String? {
    let words = environment["SSH_CONNECTION"]?.split(separator: " ") ?? []
    guard words.count == 4 else { return nil }
    let user = (try? UserAccount.numbered(UserAccount.effectiveUser))?.name
    let person = environment["SUDO_USER"] ?? environment["LOGNAME"] ?? user
    let host = person.map { "\($0)@\(words[2])" } ?? String(words[2])
    // Behind the scheme's two slashes.
    let authority = login.address.split(separator: "/")[1]
    let door = words[3] == "22" ? "" : " -p \(words[3])"
    return "ssh -N -L \(port):\(authority)\(door) \(String(shellWord: host))"
  }
}

/// `console revoke`: ends all sessions of the operators' page.
struct ConsoleRevokeCommand: Subcommand {
  static let specification = Specification(
    "console",
    "revoke",
    summary: "end all sessions of the operators' page, and take back unused addresses",
    options: [.config],
    notes: [
      """
      Open pages show that their session has ended. Root, the daemon's user, and members of \
      console.act_group may do it; it is in the audit.
      """,
      "Needs a running daemon (else exit status 69).",
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let caller = try ConsoleCaller(arguments, context, for: "console revoke")
    _ = try await caller.ask(.revoke)
    context.console.report("All sessions have ended.")
    return .done
  }
}
