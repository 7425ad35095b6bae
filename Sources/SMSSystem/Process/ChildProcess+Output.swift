internal import CLinux
internal import Glibc

extension ChildProcess {
  /// What a program wrote to its standard output, and how it ended.
  package struct Output: Sendable {
    package let status: ExitStatus
    package let bytes: [UInt8]
  }

  /// Runs a program to its end; its standard error is discarded.
  ///
  /// - Parameters:
  ///   - command: The program; its output is captured.
  ///   - limit: The most bytes of output.
  ///   - nanoseconds: How long it may run.
  /// - Returns: Its output.
  /// - Throws: `SystemError` if it cannot be started, or if it ran too long or wrote too much and
  ///   was killed for that (`ETIMEDOUT`, `EMSGSIZE`).
  package static func output(
    of command: ChildCommand,
    upTo limit: Int,
    within nanoseconds: Int64
  ) async throws -> Output {
    let pipe = try Pipe()
    var command = command
    command.output = .descriptor(pipe.writer.raw)
    command.error = .null
    let child = try ChildProcess(command)
    let reader = OutputReader(pipe.closeWriter(), program: command.executable)
    do {
      let bytes = try await reader.read(upTo: limit, within: nanoseconds)
      return Output(status: try await child.wait(), bytes: bytes)
    } catch {
      try? child.send(.kill)
      _ = try await child.wait()
      throw error
    }
  }
}

/// Reads a pipe on its own queue.
private final class OutputReader: Sendable {
  private let pipe: FileDescriptor
  private let program: String
  private let executor = QueueExecutor(label: "child-output")

  init(_ pipe: consuming FileDescriptor, program: String) {
    self.pipe = pipe
    self.program = String(escaping: program)
  }

  func read(upTo limit: Int, within nanoseconds: Int64) async throws -> [UInt8] {
    let deadline = Clocks.monotonic + nanoseconds
    return try await withCheckedThrowingContinuation { continuation in
      executor.async { [self] in
        continuation.resume(
          with: Result { () throws(SystemError) in try readAll(limit, until: deadline) }
            .mapError { $0 as any Error }
        )
      }
    }
  }

  private func readAll(_ limit: Int, until deadline: Int64) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      guard try waitUntilReadable(until: deadline) else {
        throw SystemError(code: ETIMEDOUT, operation: "read", path: program)
      }
      let count = try readSome(into: &bytes)
      guard count > 0 else { return bytes }
      guard bytes.count <= limit else {
        throw SystemError(code: EMSGSIZE, operation: "read", path: program)
      }
    }
  }

  private func readSome(into bytes: inout [UInt8]) throws(SystemError) -> Int {
    let size = 16_384
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: size))
    let raw = pipe.raw
    let count = try Errno.check("read", program) {
      bytes.withUnsafeMutableBytes { Glibc.read(raw, $0.baseAddress?.advanced(by: start), size) }
    }
    bytes.removeLast(size - count)
    return count
  }

  private func waitUntilReadable(until deadline: Int64) throws(SystemError) -> Bool {
    var wanted = pollfd(fd: pipe.raw, events: Int16(POLLIN), revents: 0)
    let left = max(0, deadline - Clocks.monotonic) / 1_000_000
    return try Errno.check("poll", program) { poll(&wanted, 1, Int32(clamping: left)) } > 0
  }
}
