import SMSSystem
import TestSupport

/// Makes system calls of a running process fail, with strace(1).
struct SystemCallFaults: Sendable {
  private let tracer: ChildProcess
  private let directory: TemporaryDirectory

  /// Attaches to a process, and returns once its calls fail.
  ///
  /// - Parameters:
  ///   - injection: An `inject=` expression of strace: `fdatasync:error=EIO:when=3+5`; counted per
  ///     thread.
  ///   - process: The process.
  /// - Throws: `SystemError`, or `Mailbox.TimedOut` if strace does not attach.
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

  /// Makes the calls succeed again.
  func end() async throws {
    try tracer.send(.interrupt)
    _ = try await tracer.wait()
  }
}
