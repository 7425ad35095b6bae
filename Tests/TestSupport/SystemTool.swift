package import SMSSystem

/// A program of the system, such as a shell, that a test runs where it is installed.
package enum SystemTool {
  /// How a program ended, and what it wrote to both of its streams.
  package struct Run: Equatable, Sendable {
    package let status: ExitStatus
    package let output: String

    package var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// Where the tools of root are too, which `PATH` may leave out.
  private static let places = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"]

  /// Whether all of these are installed.
  package static func areThere(_ names: String...) -> Bool {
    names.allSatisfy { path(of: $0) != nil }
  }

  /// The path of a program; nil if it is not installed.
  package static func path(of name: String) -> String? {
    guard let file = FileName(name) else { return nil }
    return places.first { place in
      (try? Directory(path: place).contains(file)) == true
    }.map { "\($0)/\(name)" }
  }

  /// Runs a program to its end, in a directory where that is given.
  ///
  /// - Throws: `SystemError` if it cannot be started.
  package static func run(
    _ name: String,
    _ words: [String],
    environment: [String: String]? = nil,
    in directory: String? = nil
  ) async throws -> Run {
    let place = try TemporaryDirectory()
    var command = ChildCommand(
      path(of: name) ?? name,
      words,
      environment: environment,
      directory: directory
    )
    command.output = .file(place.path("output"))
    command.error = .appendedFile(place.path("output"))
    let status = try await ChildProcess(command).wait()
    let bytes = try place.directory.read("output", upTo: 1 << 24)
    return Run(status: status, output: String(decoding: bytes, as: UTF8.self))
  }
}
