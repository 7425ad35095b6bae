import SMSSystem
import TestSupport

/// A command that ran to its end.
struct CommandRun: Sendable {
  let line: [String]
  let status: ExitStatus
  /// Its output on both streams.
  let output: String

  /// Runs a command.
  ///
  /// - Throws: `SystemError` if it cannot be started.
  init(_ line: [String]) async throws {
    let directory = try TemporaryDirectory()
    var command = ChildCommand(line[0], Array(line.dropFirst()))
    command.output = .file(directory.path("output"))
    command.error = .appendedFile(directory.path("output"))
    self.line = line
    status = try await ChildProcess(command).wait()
    let bytes = try directory.directory.read("output", upTo: 1 << 26)
    output = String(decoding: bytes, as: UTF8.self)
  }

  var succeeded: Bool { status == .exited(0) }

  /// The output of a command that exited with 0.
  ///
  /// - Throws: `Failed` if it exited otherwise.
  func successful() throws -> String {
    guard succeeded else { throw Failed(run: self) }
    return output
  }

  struct Failed: Error, CustomStringConvertible {
    let run: CommandRun

    var description: String {
      "\(run.line.last ?? "") ended with \(run.status):\n\(run.output)"
    }
  }
}
