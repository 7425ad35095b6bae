internal import SMSArguments
internal import SMSDaemon
internal import SMSSystem

/// A command that this user may not run on the daemon's files, and asks the daemon to run.
struct RemoteCommand {
  private let socket: String
  private let call: CommandCall
  private let withInput: @Sendable ([String]) throws(CommandFailure) -> [String]
  private let denial: Denial
  private let context: Context

  /// Finds out whether a command has to be asked for.
  ///
  /// nil if it runs here: this user may read the state, or the configuration cannot be used, or has
  /// no socket, and the command says so itself.
  /// - Parameters:
  ///   - command: The command.
  ///   - arguments: Its parsed arguments.
  ///   - words: The same as given, with the command's own words.
  ///   - context: Its environment.
  init?(
    _ command: any Subcommand.Type,
    _ arguments: Arguments,
    _ words: [String],
    _ context: Context
  ) {
    guard command.access != .local, UserAccount.effectiveUser != 0 else { return nil }
    let path = context.configurationPath(arguments)
    let place: (state: String?, console: Configuration.Console)
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(path: path)
      place = (configuration.state, configuration.console)
    } catch {
      // The standard one is known to be the daemon's, whoever may read it.
      let state = SpoolTable.load(in: context.runtimeDirectory, for: path)?.state
      guard state != nil || (error.isHidden && arguments.value(.config) == nil) else { return nil }
      place = (state, Configuration.Console())
    }
    if let state = place.state, !Self.isClosed(state) { return nil }
    switch place.console.socket {
    case .off: return nil
    case .at(let path): socket = path
    case .standard: socket = "\(context.runtimeDirectory)/\(ConsoleSocket.fileName)"
    }
    let console = context.console
    withInput = { words throws(CommandFailure) in try command.withInput(words) }
    call = CommandCall(
      Self.withoutConfiguration(words),
      configurationPath: arguments.value(.config).map(CurrentProcess.absolutePath),
      output: .init(console.output),
      error: .init(console.error)
    )
    denial = Denial(
      state: place.state,
      group: place.console.readGroup,
      command: command.specification.name
    )
    self.context = context
  }

  private static func isClosed(_ state: String) -> Bool {
    do throws(SystemError) {
      _ = try Directory(path: state).openFile(LedgerPlace.files.ledger, .readForeign)
      return false
    } catch {
      return error.isPermissionDenied
    }
  }

  /// The words without `--config`, as the daemon has its own.
  static func withoutConfiguration(_ words: [String]) -> [String] {
    let option = "--\(OptionSpecification.config.name)"
    let end = words.firstIndex(of: "--") ?? words.endIndex
    var rest = words[..<end]
    var kept: [String] = []
    while let word = rest.popFirst() {
      if word == option {
        _ = rest.popFirst()
      } else if !word.hasPrefix("\(option)=") {
        kept.append(word)
      }
    }
    return kept + words[end...]
  }

  /// Has the daemon run it, and writes its output as it comes.
  ///
  /// - Returns: The command's exit status.
  /// - Throws: `CommandFailure`: 77 if this user may not ask, 69 if no daemon runs, 75 if it has no
  ///   place for the command or does not answer to the end.
  func run() throws(CommandFailure) -> ExitCode {
    var call = call
    call.arguments = try withInput(call.arguments)
    var answer = try connect()
    if let refusal = try answer.ask(call) { throw failure(of: refusal) }
    return try answer.copy(to: context)
  }

  private func connect() throws(CommandFailure) -> RemoteAnswer {
    do throws(SystemError) {
      return RemoteAnswer(
        on: try LocalSocket.connected(to: socket, patience: RemoteAnswer.patience)
      )
    } catch {
      // Nobody but members gets near the socket, so that others cannot tell whether it is there.
      guard !error.isPermissionDenied, denial.isMember else { throw denial.failure }
      throw CommandFailure(
        .unavailable,
        "the daemon does not run, or not with a socket: \(error)",
        hint: "Only root reads while it is stopped. Start it: systemctl start smsdispatch"
      )
    }
  }

  private func failure(of refusal: RemoteAnswer.Refusal) -> CommandFailure {
    switch refusal.status {
    case 403: denial.failure
    case 404:
      CommandFailure(
        .unavailable,
        "the daemon is of a version that runs no commands for others",
        hint: "Restart it: systemctl restart smsdispatch"
      )
    case 409:
      CommandFailure(
        .unavailable,
        refusal.line,
        hint: "Restart the daemon (systemctl restart smsdispatch), or leave out --config."
      )
    case 503: CommandFailure(.tryAgain, refusal.line, hint: "Try again in a few seconds.")
    case 400, 413: CommandFailure(.usage, refusal.line)
    default: CommandFailure(.internalError, "the daemon answers \(refusal.status): \(refusal.line)")
    }
  }
}

/// Why somebody may not read, and what would help.
struct Denial {
  /// nil if that is not known.
  let state: String?
  /// The group of those who may read.
  let group: String
  let command: String

  private var number: UInt32? { (try? GroupAccount.named(group))?.group }

  /// Whether this process is of the group.
  var isMember: Bool { number.map { CurrentProcess.groups.contains($0) } ?? false }

  var failure: CommandFailure {
    let owner = state.flatMap { LedgerAccess.owner(of: $0) } ?? "smsdispatch"
    let isRoot = owner == "root"
    let prefix = isRoot ? "" : "-u \(owner) "
    return CommandFailure(
      .noPermission,
      "\(state ?? "the daemon's state") is open to \(isRoot ? "root" : "root and \(owner)") only",
      hint: "Run it so: sudo \(prefix)\(ProgramName.value) \(command)\(advice)"
    )
  }

  /// How this user gets into the group, if there is one.
  private var advice: String {
    guard let number else { return "" }
    let account = try? UserAccount.numbered(UserAccount.effectiveUser)
    if account?.groups().contains(number) == true, !isMember {
      return ". Or log in again: you are a member of \(group) since your login"
    }
    return ". Or ask the daemon, as members of \(group) may: adduser "
      + "\(UserAccount.label(UserAccount.effectiveUser)) \(group), then log in again"
  }
}

extension ConfigurationError {
  /// Whether this user may not read the file.
  var isHidden: Bool {
    if case .unreadable(let cause) = self { cause.isPermissionDenied } else { false }
  }
}

extension CommandCall.Screen {
  init(_ facts: Console.Facts) {
    self.init(columns: facts.columns, rows: facts.rows, hasStyles: facts.hasStyles)
  }
}
