package import SMSSystem

/// A system program, such as a shell, for tests that need it installed.
package enum SystemTool {
  /// How a program ended, and its output on both streams.
  package struct Run: Equatable, Sendable {
    package let status: ExitStatus
    package let output: String

    package var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// Includes the directories for root's tools, which may be missing in `PATH`.
  private static let places = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"]

  /// Whether all of these programs are installed.
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

  /// Runs a program to its end, optionally in another directory.
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
