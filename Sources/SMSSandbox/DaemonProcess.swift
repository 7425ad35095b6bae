package import SMSSystem

/// The daemon on a sandbox, as a separate process.
package struct DaemonProcess: Sendable {
  /// The default name of its log file.
  package static let log: FileName = "daemon.log"

  package let process: ChildProcess
  /// The log file in the sandbox's directory.
  package let log: OutputFile

  /// Starts the program in the directory of the running program; it may not be ready yet.
  ///
  /// - Parameters:
  ///   - sandbox: The installation that it serves.
  ///   - prefix: A command to put before the program; it must replace itself with the program.
  ///   - log: The name of the log file, which is truncated first.
  ///   - environment: The complete environment; nil inherits this process's.
  /// - Throws: `SystemError` if it cannot be started.
  package init(
    in sandbox: Sandbox,
    after prefix: [String] = [],
    log: FileName = DaemonProcess.log,
    environment: [String: String]? = nil
  ) throws(SystemError) {
    var command = try sandbox.command(["serve"], after: prefix, environment: environment)
    command.output = .null
    command.error = .file(sandbox.path("\(log)"))
    self.log = try OutputFile(log, in: sandbox.path)
    process = try ChildProcess(command)
  }

  package var identifier: Int32 { process.identifier }

  /// Waits until it accepts requests.
  ///
  /// - Throws: `SandboxError` with its log if it fails to start or is not ready in time.
  package func waitUntilReady(within seconds: Int64 = 120) async throws(SandboxError) {
    let line = try await log.line(containing: ["ready", "smsdispatch serve:"], within: seconds)
    guard line.contains("ready") else {
      throw .notStarted(program: "the daemon", output: log.text)
    }
  }

  /// Stops it as a service manager does.
  ///
  /// - Throws: `SandboxError` unless it exits with status 0.
  package func stop() async throws(SandboxError) {
    try SandboxError.system { () throws(SystemError) in try process.send(.terminate) }
    let status = try? await process.wait()
    guard status == .exited(0) else { throw .ended(program: "the daemon", status) }
  }
}
