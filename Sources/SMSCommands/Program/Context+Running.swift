internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// The configuration that the daemon runs with, if it differs from the file or the file is invalid.
struct RunningView {
  let configuration: Configuration
  /// What is wrong with the file; nil if it is valid but different.
  let fault: CommandFailure?
}

extension Context {
  /// The configuration for commands that show or change what the daemon does: the one it runs with,
  /// with a message if the file differs, or the file's if no daemon runs.
  ///
  /// - Throws: `CommandFailure` with all faults of the file, if the file is needed.
  /// - Throws: `CommandFailure` with every fault of the file, if there is nothing else.
  func running(_ arguments: Arguments) throws(CommandFailure) -> Configuration {
    let path = configurationPath(arguments)
    let file = Result { () throws(CommandFailure) in try configuration(arguments) }
    guard let view = running(file, path: path) else { return try file.get() }
    sayThatFileDiffers(path, view.fault)
    return view.configuration
  }

  /// The configuration that the daemon runs with, if it differs from the file's; nil otherwise.
  func running(
    _ file: Result<Configuration, CommandFailure>,
    path: String
  ) -> RunningView? {
    let table = SpoolTable.load(in: runtimeDirectory, for: path)
    switch file {
    case .success(let configuration):
      // A changed `state` takes effect only at a restart.
      let running =
        table.flatMap { Self.running($0.state, startedWith: path) }
        ?? Self.running(configuration.state)
      guard let running, running != configuration else { return nil }
      return RunningView(configuration: running, fault: nil)
    case .failure(let fault):
      let states = [table?.state].compactMap(\.self) + [Configuration.stateNamed(in: path)]
      return states.lazy.compactMap { Self.running($0, startedWith: path) }.first
        .map { RunningView(configuration: $0, fault: fault) }
    }
  }

  func sayThatFileDiffers(_ path: String, _ fault: CommandFailure?) {
    let program = ProgramName.value
    let reason =
      fault == nil
      ? "was changed since the daemon read it; 'systemctl reload smsdispatch' has it read again"
      : "cannot be used ('\(program) config check' lists its faults)"
    console.report("\(path) \(reason). This goes by what the daemon runs with.")
  }

  /// The path of the configuration, absolute: the daemon and what it runs for others work in another
  /// directory.
  func configurationPath(_ arguments: Arguments) -> String {
    arguments.value(.config).map(CurrentProcess.absolutePath) ?? standardConfigurationPath
  }

  /// The running configuration of the daemon on a state directory.
  ///
  /// - Parameters:
  ///   - state: The directory.
  ///   - path: The configuration file with which it must have been started; nil for any.
  /// - Returns: The configuration; nil if no daemon runs there, or this user cannot read it.
  private static func running(_ state: String, startedWith path: String? = nil) -> Configuration? {
    let look = DaemonLook.at(state)
    guard look.presence.isUp, let daemon = look.state,
      path == nil || daemon.configurationPath == path,
      let running = RunningConfiguration.load(state: state), running.state == state
    else { return nil }
    return running
  }
}
