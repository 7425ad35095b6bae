internal import SMSCore
package import SMSDaemon
internal import SMSProducer
package import SMSSystem

/// What the world around a subcommand is; tests pass their own.
package struct Context: Sendable {
  package var console: Console
  /// Nanoseconds since 1970.
  package var wall: @Sendable () -> Int64
  /// Nanoseconds of a clock that never steps.
  package var monotonic: @Sendable () -> Int64
  /// How a person calls this program: `swift run smsdispatch` in a source tree.
  package var invocation: String
  /// Knows the daemon's unit; none unless a test or the program itself says otherwise.
  package var serviceManager = ServiceManager.none
  /// The variables of the process.
  package var environment: @Sendable () -> [String: String] = { Environment.all() }
  /// This command as it was called, for a person to repeat.
  package var commandLine = ProgramName.value
  /// Where a daemon leaves for every user what it runs with.
  package var runtimeDirectory = SpoolTable.directory(forReaderWith: [:])
  /// Why standard output did not take something; nil if it took all.
  package var lostOutput: @Sendable () -> SystemError? = { nil }

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
  /// The id that was given, else a new one.
  ///
  /// - Throws: `CommandFailure` if the kernel gives no random bytes.
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
  /// The wall clock in the unit of the ledger.
  var now: WallTime { WallTime(nanoseconds: wall()) }
}
