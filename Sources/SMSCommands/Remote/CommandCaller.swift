internal import SMSArguments
internal import SMSCore
package import SMSDaemon
internal import SMSProducer
internal import SMSSpool
internal import SMSSystem

/// Somebody at the console's socket, for whom the daemon has this process run a command.
package struct CommandCaller: Equatable, Sendable {
  package var user: UInt32
  package var rights: ConsoleRights
  /// The group whose members may act; nil if none may.
  package var actGroup: String?

  package init(user: UInt32, rights: ConsoleRights, actGroup: String? = nil) {
    self.user = user
    self.rights = rights
    self.actGroup = actGroup
  }

  /// Refuses what the caller may not do.
  ///
  /// - Throws: `CommandFailure` with status 77, or 64 for another configuration.
  func check(
    _ command: any Subcommand.Type,
    _ arguments: Arguments
  ) throws(CommandFailure) {
    let name = command.specification.name
    switch (command.access, rights) {
    case (.local, _):
      throw CommandFailure(
        .noPermission,
        "the daemon does not run \(name) for others",
        hint: "Run it as root: sudo \(ProgramName.value) \(name)"
      )
    case (.acts, .read):
      throw CommandFailure(.noPermission, "you may read, but not act", hint: actHint(name))
    case (.acts, .act), (.reads, _): break
    }
    guard arguments.value(.config) == nil else {
      throw CommandFailure(.usage, "the daemon runs commands with its own configuration only")
    }
  }

  private func actHint(_ name: String) -> String {
    let root = "Run it as root: sudo \(ProgramName.value) \(name)."
    guard let actGroup else { return "\(root) console.act_group names no group that may act." }
    let user = UserAccount.label(user)
    return "\(root) Or become a member of \(actGroup): adduser \(user) \(actGroup)"
  }
}

extension Program {
  /// Runs the call that the daemon wrote to standard input, and writes the answer to standard output
  /// in frames.
  ///
  /// - Returns: The exit status of the process, which says nothing about the command.
  func runCall() async -> ExitCode {
    guard let input = try? StandardStream.input.read(upTo: Self.longestInput),
      let admitted = AdmittedCall(input)
    else {
      context.console.report("\(ProgramName.value) \(CommandRunner.word): only the daemon uses it")
      return .usage
    }
    let program = Program(context.running(admitted), subcommands: subcommands)
    Self.write(CommandFrame.end(await program.run(admitted.call.arguments)))
    return .done
  }

  private static let longestInput = 1 << 16

  /// Ends the process if the daemon no longer reads its output.
  fileprivate static func write(_ frame: [UInt8]) {
    if (try? StandardStream.output.write(frame)) == nil {
      CurrentProcess.exitAtOnce(status: ExitCode.unavailable.rawValue)
    }
  }
}

extension Context {
  /// The environment of a command that is run for a caller.
  fileprivate func running(_ admitted: AdmittedCall) -> Context {
    let call = admitted.call
    var console = Console(output: .init(call.output), error: .init(call.error)) { stream, text in
      for frame in CommandFrame.frames(text, to: stream) { Program.write(frame) }
    }
    console.disclosure = .masked(own: [])
    let caller = CommandCaller(
      user: admitted.user,
      rights: admitted.rights,
      actGroup: admitted.actGroup
    )
    var context = serving(caller, configurationPath: admitted.configurationPath, console)
    context.console.disclosure = .masked(own: context.ownNumbers)
    return context
  }

  /// The environment of what this process does for somebody else.
  func serving(
    _ caller: CommandCaller,
    configurationPath: String,
    _ console: Console
  ) -> Context {
    var context = self
    context.console = console
    context.standardConfigurationPath = configurationPath
    context.caller = caller
    context.requester = { RequestAuthor(onBehalfOf: caller.user) }
    context.serviceManager = .none
    context.hasTerminal = { false }
    context.answer = { _ in nil }
    return context
  }

  /// The numbers of the accounts, as far as they can be found out.
  private var ownNumbers: Set<PhoneNumber> {
    var silent = self
    silent.console = .silent
    return (try? silent.running(Arguments()))?.ownNumbers ?? []
  }
}

extension Configuration {
  /// The numbers of the accounts.
  var ownNumbers: Set<PhoneNumber> { Set(accounts.values.flatMap(\.numbers)) }
}

extension Console {
  /// One that writes nothing.
  static let silent = Console { _, _ in }
}

extension Console.Facts {
  fileprivate init(_ screen: CommandCall.Screen) {
    self.init(columns: screen.columns, rows: screen.rows, hasStyles: screen.hasStyles)
  }
}
