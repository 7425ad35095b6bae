internal import CLinux
internal import Glibc

extension ChildProcess {
  /// How a program that ran within bounds ended, and what it complained about.
  package struct BoundedRun: Sendable {
    package let status: ExitStatus
    /// Whether it was ended because it ran too long.
    package let isTimedOut: Bool
    /// The beginning of what it wrote to its standard error.
    package let complaint: [UInt8]
    /// Whether it wrote more than that.
    package let isCut: Bool
  }

  /// The bounds of a program's run.
  package struct Bounds: Sendable {
    /// How long it may run, in nanoseconds; then it gets SIGTERM.
    package var time: Int64
    /// How long after that it is killed, in nanoseconds.
    package var grace: Int64
    /// How much of its standard error is kept, in bytes; the rest is read and discarded.
    package var complaint: Int

    package init(time: Int64, grace: Int64, complaint: Int) {
      self.time = time
      self.grace = grace
      self.complaint = complaint
    }
  }

  /// The most input; a pipe always has room for that much (`PIPE_BUF`).
  package static let mostInput = 4_096

  /// Runs a program to its end, with everything that it starts; its standard output is discarded.
  ///
  /// Whether it reads its input makes no difference.
  /// - Parameters:
  ///   - command: The program; its streams are set here.
  ///   - input: At most `mostInput` bytes for its standard input.
  ///   - bounds: What it may take.
  ///   - started: Receives the process, to end it early.
  /// - Returns: How it ended.
  /// - Throws: `SystemError` if it cannot be started.
  package static func run(
    _ command: ChildCommand,
    input: [UInt8],
    within bounds: Bounds,
    started: (ChildProcess) -> Void = { _ in }
  ) async throws -> BoundedRun {
    precondition(input.count <= mostInput, "a longer input could block on the pipe")
    let inputPipe = try Pipe()
    try inputPipe.writer.write(input)
    let source = inputPipe.closeWriter()
    let errorPipe = try Pipe()
    var command = command
    command.input = .descriptor(source.raw)
    command.output = .null
    command.error = .descriptor(errorPipe.writer.raw)
    command.leadsGroup = true
    let child = try ChildProcess(command)
    started(child)
    let complaint = ComplaintReader(errorPipe.closeWriter(), keeping: bounds.complaint)
    try await complaint.start()
    let limit = TimeLimit(child, bounds)
    let status = try await child.wait()
    let isTimedOut = limit.end()
    let (bytes, isCut) = await complaint.end()
    return BoundedRun(status: status, isTimedOut: isTimedOut, complaint: bytes, isCut: isCut)
  }
}

/// Ends a process that runs too long.
private final class TimeLimit {
  private let executor = QueueExecutor(label: "child-limit")
  private let first: DeadlineTimer
  private let second: DeadlineTimer
  private let deadline: Int64

  init(_ child: ChildProcess, _ bounds: ChildProcess.Bounds) {
    deadline = Clocks.monotonic + bounds.time
    first = DeadlineTimer(on: executor) { Task { await child.sendToGroup(.terminate) } }
    second = DeadlineTimer(on: executor) { Task { await child.sendToGroup(.kill) } }
    executor.sync {
      first.arm(at: deadline)
      second.arm(at: deadline + bounds.grace)
    }
  }

  /// - Returns: Whether the time was up.
  func end() -> Bool {
    first.cancel()
    second.cancel()
    return Clocks.monotonic >= deadline
  }
}

/// Reads a child's standard error, so that it never blocks there, and keeps the beginning.
private actor ComplaintReader: QueueActor {
  nonisolated let executor = QueueExecutor(label: "child-error")

  private static let block = 65_536

  private let pipe: FileDescriptor
  private let limit: Int
  private var bytes: [UInt8] = []
  private var isCut = false
  private var source: ReadSource?

  init(_ pipe: consuming FileDescriptor, keeping limit: Int) {
    self.pipe = pipe
    self.limit = limit
  }

  func start() throws(SystemError) {
    source = try ReadSource(pipe.raw, on: executor) { [weak self] in
      self?.assumeIsolated { $0.readOnce() }
    }
  }

  private func readOnce() {
    var buffer = [UInt8](repeating: 0, count: Self.block)
    let raw = pipe.raw
    let count = try? Errno.check("read", "pipe") {
      buffer.withUnsafeMutableBytes { Glibc.read(raw, $0.baseAddress, $0.count) }
    }
    guard let count, count > 0 else {
      source?.cancel()
      return
    }
    let kept = min(count, limit - bytes.count)
    bytes += buffer.prefix(kept)
    if kept < count { isCut = true }
  }

  /// Reads what is there, without waiting for those that may still hold the other end.
  func end() -> (bytes: [UInt8], isCut: Bool) {
    source?.cancel()
    source = nil
    // A process that left the group may go on writing.
    for _ in 0..<16 where isReadable { readOnce() }
    return (bytes, isCut)
  }

  private var isReadable: Bool {
    var wanted = pollfd(fd: pipe.raw, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, 0) > 0 && Int32(wanted.revents) & POLLIN != 0
  }
}
