internal import SMSCore
package import SMSDaemon
internal import SMSProducer
package import SMSSpool
package import SMSSystem

/// The environment of a subcommand; tests pass their own.
package struct Context: Sendable {
  package var console: Console
  /// The time in nanoseconds since 1970.
  package var wall: @Sendable () -> Int64
  /// The time in nanoseconds of a clock that never steps.
  package var monotonic: @Sendable () -> Int64
  /// How a user runs this program: `swift run smsdispatch` in a source tree.
  package var invocation: String
  /// Finds the daemon's unit; by default there is no service manager.
  package var serviceManager = ServiceManager.none
  /// Who gives commands to the daemon, for the audit.
  package var requester: @Sendable () -> RequestAuthor = { RequestAuthor(claim: .ofLogin()) }
  /// The environment variables of the process.
  package var environment: @Sendable () -> [String: String] = { Environment.all() }
  /// The command line as given, for a user to repeat.
  package var commandLine = ProgramName.value
  /// The configuration where the command line names none.
  package var standardConfigurationPath = Configuration.standardPath
  /// For whom the daemon has this process run the command; nil for whoever started it.
  package var caller: CommandCaller?
  /// Where the daemon publishes, for all users, which spools it serves.
  package var runtimeDirectory = SpoolTable.directory(forReaderWith: [:])
  /// The first failure to write to standard output; nil if there was none.
  package var lostOutput: @Sendable () -> SystemError? = { nil }
  /// Whether a person at a terminal can be asked.
  package var hasTerminal: @Sendable () -> Bool = { false }
  /// Asks at the terminal and returns the answer, or nil at the end of input.
  package var answer: @Sendable (_ question: String) -> String? = { _ in nil }
  /// Whether standard output still takes data; a long list ends if it does not.
  package var takesOutput: @Sendable () -> Bool = { true }
  /// Returns after a time.
  package var rest: @Sendable (_ nanoseconds: Int64) async -> Void = { nanoseconds in
    await QueueExecutor(label: "command").rest(nanoseconds: nanoseconds)
  }

  package init(
    console: Console,
    wall: @escaping @Sendable () -> Int64,
    monotonic: @escaping @Sendable () -> Int64,
    invocation: String = ProgramName.value
  ) {
    self.console = console
    self.invocation = invocation
    self.wall = wall
    self.monotonic = monotonic
  }
}

extension Context {
  /// The given id, or a new one.
  ///
  /// - Throws: `CommandFailure` if the kernel provides no random bytes.
  func id(_ given: String?) throws(CommandFailure) -> String {
    if let given { return given }
    do throws(SystemError) {
      return try RequestIDs.make(at: wall())
    } catch {
      throw CommandFailure(error, .internalError)
    }
  }
}

extension Context {
  /// The wall clock as the ledger's type.
  var now: WallTime { WallTime(nanoseconds: wall()) }
}

extension Context {
  /// Who runs a command that does without the daemon, for the audit.
  var author: CommandAuthor {
    let requester = requester()
    return CommandAuthor(
      user: UserAccount.effectiveUser,
      claim: requester.claim,
      onBehalfOf: requester.onBehalfOf
    )
  }
}

extension AuthorClaim {
  /// The user whose login this process belongs to; outside a login, the one that it runs as.
  static func ofLogin() -> AuthorClaim {
    let login = CurrentProcess.loginUser
    let user = login ?? UserAccount.effectiveUser
    return AuthorClaim(login: login, name: (try? UserAccount.numbered(user))?.name)
  }
}
