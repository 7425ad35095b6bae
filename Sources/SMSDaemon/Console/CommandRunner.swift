internal import SMSCore
internal import SMSListener
package import SMSSystem

/// Runs commands for callers at the console's socket, each in a process of its own.
///
/// Not in the daemon's: a command opens and closes the ledger's file like every other reader, which
/// would release the locks that the daemon has on it (fcntl(2)); a process can be ended at any time;
/// and no caller's command can take the daemon along when it fails.
///
/// The process gets an `AdmittedCall` on its standard input, and what it writes to its standard
/// output is the answer, passed on as it comes. While the caller reads nothing, the process waits;
/// once the caller has left, it is killed.
package actor CommandRunner: QueueActor {
  /// The word by which the program knows that it runs a call.
  package static let word = "--run-call"

  /// The bounds of all runs.
  struct Limits {
    /// How many run at a time.
    var runs = 4
    /// How many of them are of one user.
    var runsOfUser = 3
    /// How long one may take; then it is killed.
    var time = Interval(seconds: 900)
    /// How long a caller may read nothing while there is something to read.
    var patience = Interval(seconds: 120)
  }

  /// The largest body of a call, in bytes; with what the daemon adds it has room in any pipe.
  static let largestBody = 3_000
  /// How much of an answer waits for its caller, in bytes.
  private static let capacity = 1 << 17
  /// Sent now and then while a command is silent, to notice that its caller has left.
  private static let heartbeat: [UInt8] = [UInt8(ascii: "\n")]

  private struct Run {
    let user: UInt32
    let child: ChildProcess
    let timer: DeadlineTimer
  }

  package nonisolated let executor = QueueExecutor(label: "console-commands")

  private let program: String
  private let environment: [String: String]
  private let configurationPath: String
  private let log: Log
  private let limits: Limits
  private let rights: @Sendable (PeerCredentials) -> ConsoleRights?
  private var actGroup: String?
  private var runs: [Int32: Run] = [:]
  private var isStopped = false

  /// - Parameters:
  ///   - program: The path of the program.
  ///   - options: The daemon's own command line and environment.
  ///   - log: Where it logs that the program cannot be started.
  ///   - limits: The bounds of all runs.
  ///   - rights: What a caller may do.
  init(
    _ program: String,
    _ options: DaemonOptions,
    log: Log,
    limits: Limits = Limits(),
    rights: @escaping @Sendable (PeerCredentials) -> ConsoleRights?
  ) {
    self.program = program
    self.log = log
    self.limits = limits
    self.rights = rights
    configurationPath = options.configurationPath
    environment = Self.environment(of: options)
  }

  /// The variables of the program: nothing else, as the daemon's own may hold keys.
  static func environment(of options: DaemonOptions) -> [String: String] {
    AlarmCommand.environment.merging(
      options.environment.filter { $0.key == "RUNTIME_DIRECTORY" }
    ) { $1 }
  }

  /// The route at which callers ask.
  nonisolated var route: ConsoleRoute {
    ConsoleRoute("/v1/run", .localPost(largestBody: Self.largestBody)) { [weak self] request in
      await self?.answer(request) ?? Self.draining
    }
  }

  func use(_ configuration: Configuration) {
    actGroup = configuration.console.actGroup
  }

  /// Ends all runs; none begins afterwards.
  func stop() async {
    isStopped = true
    for run in runs.values { await run.child.sendToGroup(.kill) }
  }

  private static let draining = WebAnswer.text(503, "the daemon is stopping")

  private func answer(_ request: ConsoleRequest) -> WebAnswer {
    guard !isStopped else { return Self.draining }
    guard let peer = request.peer, let rights = rights(peer) else {
      return .text(403, "this user may not ask here")
    }
    do throws(CommandCall.Fault) {
      let call = try CommandCall(request.body)
      if let path = call.configurationPath, path != configurationPath {
        throw CommandCall.Fault(
          status: 409,
          line: "the daemon runs with \(configurationPath), not with \(String(escaping: path))"
        )
      }
      if let refusal = refusal(of: peer.user) { return refusal }
      let admitted = AdmittedCall(
        call,
        user: peer.user,
        rights: rights,
        actGroup: actGroup,
        configurationPath: configurationPath
      )
      return try run(admitted)
    } catch {
      return .text(error.status, error.line)
    }
  }

  /// The answer to a caller for whom there is no place; nil if there is one.
  private func refusal(of user: UInt32) -> WebAnswer? {
    if runs.count >= limits.runs {
      return .text(503, "\(runs.count) commands run for others already")
    }
    let own = runs.values.count { $0.user == user }
    return own >= limits.runsOfUser ? .text(503, "\(own) commands run for you already") : nil
  }

  private func run(_ call: AdmittedCall) throws(CommandCall.Fault) -> WebAnswer {
    let input = call.input
    guard input.count <= ChildProcess.mostInput else {
      throw CommandCall.Fault(status: 413, line: "the command line is too long")
    }
    do throws(SystemError) {
      let (child, pipe) = try start(input)
      let channel = ByteChannel(capacity: Self.capacity)
      channel.whenClosed { Task { await child.sendToGroup(.kill) } }
      watch(child, of: call.user, OutputPump(pipe, to: channel))
      return WebAnswer(
        status: 200,
        contentType: "application/octet-stream",
        body: .stream(
          WebStream(channel: channel, patience: limits.patience, heartbeat: Self.heartbeat)
        )
      )
    } catch {
      log.write(.commandNotRun, [("error", "\(error)")])
      throw CommandCall.Fault(status: 500, line: "the daemon cannot start the command: \(error)")
    }
  }

  private func start(
    _ input: [UInt8]
  ) throws(SystemError) -> (ChildProcess, SharedPipe) {
    let inputPipe = try Pipe()
    try inputPipe.writer.write(input)
    let source = inputPipe.closeWriter()
    let outputPipe = try Pipe()
    var command = ChildCommand(program, [Self.word], environment: environment, directory: "/")
    command.input = .descriptor(source.raw)
    command.output = .descriptor(outputPipe.writer.raw)
    command.leadsGroup = true
    let child = try ChildProcess(command)
    return (child, SharedPipe(outputPipe.closeWriter()))
  }

  private func watch(_ child: ChildProcess, of user: UInt32, _ pump: OutputPump) {
    let timer = DeadlineTimer(on: executor) { Task { await child.sendToGroup(.kill) } }
    timer.arm(at: Clocks.monotonic + limits.time.nanoseconds)
    runs[child.identifier] = Run(user: user, child: child, timer: timer)
    Task {
      await pump.untilEnd()
      await child.sendToGroup(.kill)
      _ = try? await child.wait()
      runs.removeValue(forKey: child.identifier)?.timer.cancel()
    }
  }
}

/// An end of a pipe that a queue uses; closed when nobody does any more.
final class SharedPipe: Sendable {
  let end: FileDescriptor

  init(_ end: consuming FileDescriptor) {
    self.end = end
  }
}

/// Passes on what a process writes, on a queue of its own: it waits for both ends.
private final class OutputPump: Sendable {
  /// The capacity of a pipe: a read takes all that is there, and so ends where a write ended.
  private static let block = 1 << 16

  private let executor = QueueExecutor(label: "console-command")
  private let pipe: SharedPipe
  private let channel: ByteChannel

  init(_ pipe: SharedPipe, to channel: ByteChannel) {
    self.pipe = pipe
    self.channel = channel
  }

  /// Returns when the process has closed its end, or the caller has left.
  func untilEnd() async {
    await withCheckedContinuation { continuation in
      executor.async { [self] in
        copy()
        channel.finish()
        continuation.resume()
      }
    }
  }

  private func copy() {
    while let bytes = try? pipe.end.readSome(upTo: Self.block), !bytes.isEmpty {
      guard channel.write(bytes) else { return }
    }
  }
}
