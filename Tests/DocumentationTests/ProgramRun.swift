import SMSSystem
import TestSupport

/// One run of a program of the README, under a umask that shuts everybody else out.
final class ProgramRun: Sendable {
  private let directory: TemporaryDirectory
  private let process: ChildProcess

  /// Starts the program by a command, for a spool directory.
  ///
  /// - Throws: `SystemError` if the command cannot be started.
  init(
    _ program: ExampleProgram,
    command: [String],
    _ arguments: [String],
    spool: String,
    input: ChildStream = .null
  ) throws {
    directory = try TemporaryDirectory()
    let name = try FileName.checked(program.file)
    try directory.directory.writeReplacing(name, Array(program.text.utf8), durable: false)
    var environment = Environment.all()
    environment["SPOOL"] = spool
    // Go compiles nothing without either.
    if environment["HOME"] == nil { environment["GOCACHE"] = directory.path("go-cache") }
    var shell = ChildCommand(
      "/bin/sh",
      ["-c", "umask 077; exec \"$@\"", "sh"] + command + [directory.path(program.file)] + arguments,
      environment: environment
    )
    shell.input = input
    shell.output = .file(directory.path("output"))
    shell.error = .file(directory.path("errors"))
    process = try ChildProcess(shell)
  }

  /// Waits for the program's end.
  func end() async throws -> ProgramEnd {
    ProgramEnd(
      status: try await process.wait(),
      output: try text("output"),
      errors: try text("errors")
    )
  }

  private func text(_ name: String) throws -> String {
    let bytes = try directory.directory.read(FileName.checked(name), upTo: 1 << 20)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// How a program ended and what it wrote.
struct ProgramEnd: Error, Sendable, CustomStringConvertible {
  let status: ExitStatus
  let output: String
  let errors: String

  var description: String { "\(status): \(output)\(errors)" }
}

extension FileName {
  /// A name, for which the text must be fit.
  fileprivate static func checked(_ text: String) throws -> FileName {
    guard let name = FileName(text) else {
      throw SystemError(code: 0, operation: "name", path: text)
    }
    return name
  }
}
