import SMSSystem
import TestSupport

/// strace(1) at a running process, making its system calls fail.
struct SystemCallFaults: Sendable {
  private let tracer: ChildProcess
  private let directory: TemporaryDirectory

  /// Returns when the calls fail.
  ///
  /// - Parameters:
  ///   - injection: As of strace's `inject=`: `fdatasync:error=EIO:when=3+5`; each thread counts.
  ///   - process: The process.
  /// - Throws: `SystemError`, `Mailbox.TimedOut`.
  init(_ injection: String, into process: Int32) async throws {
    directory = try TemporaryDirectory()
    let calls = injection.prefix { $0 != ":" }
    var command = ChildCommand(
      "strace",
      [
        "-f", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", "inject=\(injection)", "-p",
        "\(process)",
      ]
    )
    command.error = .file(directory.path("strace.err"))
    tracer = try ChildProcess(command)
    _ = try await DirectoryWatch.wait(in: directory.directory) { [directory] in
      let said = String(
        decoding: try directory.directory.read("strace.err", upTo: 1 << 16),
        as: UTF8.self
      )
      return said.contains("attached") ? true : nil
    }
  }

  /// Lets the calls succeed again.
  func end() async throws {
    try tracer.send(.interrupt)
    _ = try await tracer.wait()
  }
}
