internal import SMSArguments
internal import SMSDaemon
internal import SMSSystem

/// Asks the daemon about sessions of its page, at the console's socket, as this user.
struct ConsoleCaller {
  private let socket: String
  /// Those who may read.
  private let group: String
  private let state: String?
  private let command: String

  /// Finds the daemon's socket.
  ///
  /// - Parameters:
  ///   - arguments: The command's arguments, of which the configuration is used.
  ///   - context: The command's environment.
  ///   - command: The command's name.
  /// - Throws: `CommandFailure` with status 78 if the configuration is wrong or names no socket.
  init(
    _ arguments: Arguments,
    _ context: Context,
    for command: String
  ) throws(CommandFailure) {
    self.command = command
    let path = context.configurationPath(arguments)
    let table = SpoolTable.load(in: context.runtimeDirectory, for: path)
    let configuration: Configuration
    do throws(ConfigurationError) {
      configuration = try Configuration.load(path: path)
    } catch {
      // The standard one is known to be the daemon's, whoever may read it.
      guard table != nil || (error.isHidden && arguments.value(.config) == nil) else {
        throw CommandFailure(error, path: path)
      }
      state = table?.state
      group = Configuration.Console.standardReadGroup
      socket = "\(context.runtimeDirectory)/\(ConsoleSocket.fileName)"
      return
    }
    state = configuration.state
    group = configuration.console.readGroup
    let directory = table == nil ? nil : context.runtimeDirectory
    guard let socket = ConsoleSocket(configuration, in: directory) else {
      throw CommandFailure(
        .configuration,
        "console.socket is false, and the daemon gives sessions at its socket only",
        hint: "Leave console.socket out, and reload the daemon."
      )
    }
    self.socket = socket.path
  }

  /// Asks on a queue of its own, which waits for the answer.
  ///
  /// - Returns: The daemon's answer.
  /// - Throws: `CommandFailure`: 77 if this user may not ask or not act, 69 if no daemon runs, 78 if
  ///   the console has no port, 75 if it cannot be done now.
  func ask(_ call: ConsoleSessionCall) async throws(CommandFailure) -> [UInt8] {
    let queue = QueueExecutor(label: "console-caller")
    let result: Result<[UInt8], CommandFailure> = await withCheckedContinuation { continuation in
      queue.async {
        continuation.resume(
          returning: Result { () throws(CommandFailure) in try answer(to: call) }
        )
      }
    }
    return try result.get()
  }

  private func answer(to call: ConsoleSessionCall) throws(CommandFailure) -> [UInt8] {
    var answer = try connect()
    switch try answer.ask(call) {
    case .success(let body): return body
    case .failure(let refusal): throw failure(of: refusal)
    }
  }

  private func connect() throws(CommandFailure) -> RemoteAnswer {
    do throws(SystemError) {
      return RemoteAnswer(
        on: try LocalSocket.connected(to: socket, patience: RemoteAnswer.patience)
      )
    } catch {
      guard !error.isPermissionDenied else { throw denial.failure }
      throw CommandFailure(
        .unavailable,
        "the daemon does not run, or not with a socket: \(error)",
        hint: "Start it: systemctl start smsdispatch"
      )
    }
  }

  private var denial: Denial { Denial(state: state, group: group, command: command) }

  private func failure(of refusal: RemoteAnswer.Refusal) -> CommandFailure {
    switch refusal.status {
    case 403 where refusal.line.contains("not act"):
      CommandFailure(
        .noPermission,
        refusal.line,
        hint: "Without --act it reads. Who may act: root, the daemon's user and members of "
          + "console.act_group. As root: sudo \(ProgramName.value) \(command)"
      )
    case 403: denial.failure
    case 404:
      CommandFailure(
        .unavailable,
        "the daemon is of a version that has no page",
        hint: "Restart it: systemctl restart smsdispatch"
      )
    case 409:
      CommandFailure(
        .configuration,
        refusal.line,
        hint: "Write \"console\": {\"port\": 8027} into the configuration, then: systemctl reload "
          + "smsdispatch"
      )
    case 503: CommandFailure(.tryAgain, refusal.line, hint: "Try again in a minute.")
    default: CommandFailure(.internalError, "the daemon answers \(refusal.status): \(refusal.line)")
    }
  }
}
