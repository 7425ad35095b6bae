internal import SMSCore
internal import SMSSystem

/// Makes pages, each in a process of its own, as `CommandRunner` runs commands.
///
/// The process gets a `PageCall` on its standard input and writes a `PageAnswer` to its standard
/// output. It is killed if it takes too long, and if the task that asks for the page is canceled
/// because the caller has left.
actor PageRunner: QueueActor {
  /// The bounds of all runs.
  struct Limits: Sendable {
    /// How many run at a time.
    var runs = 4
    /// How many of them are of one user.
    var runsOfUser = 3
    /// How many wait for a place.
    var waiting = 32
    /// How long one may take; then it is killed.
    var time = Interval(seconds: 30)
    /// The largest answer, in bytes.
    var output = 8 << 20
  }

  private struct Waiter {
    let user: UInt32
    let continuation: CheckedContinuation<Void, Never>
  }

  nonisolated let executor = QueueExecutor(label: "console-pages")

  private let program: String
  private let environment: [String: String]
  private let limits: Limits
  /// The users of what runs.
  private var running: [UInt32: Int] = [:]
  private var waiters: [Waiter] = []
  private var children: [Int32: ChildProcess] = [:]
  private var isStopped = false

  /// - Parameters:
  ///   - program: The path of the program.
  ///   - options: The daemon's own command line and environment.
  ///   - limits: The bounds of all runs.
  init(_ program: String, _ options: DaemonOptions, limits: Limits = Limits()) {
    self.program = program
    self.limits = limits
    environment = CommandRunner.environment(of: options)
  }

  /// Ends all runs; none begins afterwards.
  func stop() async {
    isStopped = true
    for waiter in waiters { waiter.continuation.resume() }
    waiters = []
    for child in children.values { await child.sendToGroup(.kill) }
  }

  /// Makes a page.
  ///
  /// - Throws: `PageFault`.
  func make(_ call: PageCall) async throws(PageFault) -> PageAnswer {
    try await enter(call.user)
    defer { leave(call.user) }
    guard !isStopped else { throw .stopping }
    guard !Task.isCancelled else { throw .left }
    let run: PageProcess
    do throws(SystemError) {
      run = try PageProcess(program, environment, call.input)
    } catch {
      throw .broken("the process cannot be started: \(error)")
    }
    children[run.child.identifier] = run.child
    defer { children[run.child.identifier] = nil }
    return try await finish(run)
  }

  private func finish(_ run: PageProcess) async throws(PageFault) -> PageAnswer {
    let (child, limit) = (run.child, limits.output)
    let deadline = Clocks.monotonic + limits.time.nanoseconds
    let timer = DeadlineTimer(on: executor) { Task { await child.sendToGroup(.kill) } }
    timer.arm(at: deadline)
    defer { timer.cancel() }
    let output = await withTaskCancellationHandler {
      await run.output(upTo: limit)
    } onCancel: {
      Task { await child.sendToGroup(.kill) }
    }
    if output == nil { await child.sendToGroup(.kill) }
    let status = try? await child.wait()
    if Task.isCancelled { throw .left }
    if isStopped { throw .stopping }
    if Clocks.monotonic >= deadline { throw .tooLong }
    guard let output else { throw .broken("the page is longer than \(limit) bytes") }
    guard status == .exited(0), let answer = PageAnswer(output) else {
      throw .broken("the process ended with \(status.map { "\($0)" } ?? "no status")")
    }
    return answer
  }

  // MARK: Places

  private func hasPlace(for user: UInt32) -> Bool {
    running.values.reduce(0, +) < limits.runs && running[user, default: 0] < limits.runsOfUser
  }

  private func enter(_ user: UInt32) async throws(PageFault) {
    guard !isStopped else { throw .stopping }
    if !waiters.contains(where: { $0.user == user }), hasPlace(for: user) {
      running[user, default: 0] += 1
      return
    }
    guard waiters.count < limits.waiting else { throw .busy }
    await withCheckedContinuation { waiters.append(Waiter(user: user, continuation: $0)) }
    // Whoever resumed it has given it the place, or the daemon stops.
    if isStopped { running[user, default: 0] += 1 }
  }

  private func leave(_ user: UInt32) {
    let left = running[user, default: 1] - 1
    running[user] = left == 0 ? nil : left
    while let next = waiters.firstIndex(where: { hasPlace(for: $0.user) }) {
      let waiter = waiters.remove(at: next)
      running[waiter.user, default: 0] += 1
      waiter.continuation.resume()
    }
  }
}

/// The process that makes a page; queues of their own wait at its pipes.
private struct PageProcess {
  private static let block = 1 << 16

  let child: ChildProcess
  private let output: SharedPipe
  private let reading = QueueExecutor(label: "console-page-output")

  /// Starts it, and begins to write what it reads.
  init(
    _ program: String,
    _ environment: [String: String],
    _ input: [UInt8]
  ) throws(SystemError) {
    let inputPipe = try Pipe()
    let outputPipe = try Pipe()
    var command = ChildCommand(program, [PageCall.word], environment: environment, directory: "/")
    command.input = .descriptor(inputPipe.reader.raw)
    command.output = .descriptor(outputPipe.writer.raw)
    command.leadsGroup = true
    child = try ChildProcess(command)
    output = SharedPipe(outputPipe.closeWriter())
    let writer = SharedPipe(inputPipe.closeReader())
    QueueExecutor(label: "console-page-input").async {
      // It fails if the process ends early, as its status then says.
      try? writer.end.write(input)
    }
  }

  /// Reads what the process writes, until it ends.
  ///
  /// - Returns: The bytes; nil if there are more than the limit.
  func output(upTo limit: Int) async -> [UInt8]? {
    let output = output
    return await withCheckedContinuation { continuation in
      reading.async { continuation.resume(returning: Self.read(output, upTo: limit)) }
    }
  }

  private static func read(_ pipe: SharedPipe, upTo limit: Int) -> [UInt8]? {
    var all: [UInt8] = []
    while let bytes = try? pipe.end.readSome(upTo: block), !bytes.isEmpty {
      all += bytes
      guard all.count <= limit else { return nil }
    }
    return all
  }
}
