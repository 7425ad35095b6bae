import SMSSystem
import TestSupport

/// One run of an example program, with a umask that excludes all other users.
final class ProgramRun: Sendable {
  private let directory: TemporaryDirectory
  private let process: ChildProcess

  /// Starts the program with a command, for a spool directory.
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
    try Self.install(program, in: directory.directory)
    var environment = Environment.all()
    environment["SPOOL"] = spool
    // Go needs one of the two to compile.
    if environment["HOME"] == nil { environment["GOCACHE"] = directory.path("go-cache") }
    var shell = ChildCommand(
      "/bin/sh",
      ["-c", "umask 077; cd \"$0\" && exec \"$@\"", directory.path] + command + [program.file]
        + arguments,
      environment: environment
    )
    shell.input = input
    shell.output = .file(directory.path("output"))
    shell.error = .file(directory.path("errors"))
    process = try ChildProcess(shell)
  }

  /// Copies the program and the clients into a directory, as their users do.
  private static func install(_ program: ExampleProgram, in directory: Directory) throws {
    func write(_ name: String, _ text: String, to directory: Directory) throws {
      let name = try FileName.checked(name)
      try directory.writeReplacing(name, Array(text.utf8), durable: false)
    }
    try write(program.file, program.text, to: directory)
    for name in try Repository.entries(of: "spool/clients") {
      let isGo = name.hasSuffix(".go")
      guard isGo == program.file.hasSuffix(".go") else { continue }
      let package = isGo ? try directory.makeDirectory("smsdispatch", mode: 0o755) : directory
      try write(name, Repository.text("spool/clients/\(name)"), to: package)
      if isGo { try write("go.mod", "module example\n\ngo 1.18\n", to: directory) }
    }
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

/// How a program ended, and its output.
struct ProgramEnd: Error, Sendable, CustomStringConvertible {
  let status: ExitStatus
  let output: String
  let errors: String

  var description: String { "\(status): \(output)\(errors)" }
}

extension FileName {
  /// A file name; the text must be suitable for one.
  fileprivate static func checked(_ text: String) throws -> FileName {
    guard let name = FileName(text) else {
      throw SystemError(code: 0, operation: "name", path: text)
    }
    return name
  }
}
