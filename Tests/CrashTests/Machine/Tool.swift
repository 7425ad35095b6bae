import SMSSystem
import TestSupport

/// A system program that a test needs.
enum Tool {
  /// Includes the directories for root's tools, which may be missing in `PATH`.
  private static let places = ["/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/bin"]

  /// Whether all of these programs are installed.
  static func areThere(_ names: String...) -> Bool {
    names.allSatisfy { path(of: $0) != nil }
  }

  /// The path of a program; nil if it is not installed.
  static func path(of name: String) -> String? {
    guard let file = FileName(name) else { return nil }
    return places.first { place in
      (try? Directory(path: place).contains(file)) == true
    }.map { "\($0)/\(name)" }
  }

  /// Runs a program to its end.
  ///
  /// - Returns: Its output.
  /// - Throws: `Disagreement` with its output unless it exits with 0.
  @discardableResult
  static func run(_ name: String, _ words: String...) async throws -> String {
    try await run([name] + words)
  }

  /// Runs a command line to its end.
  static func run(_ line: [String]) async throws -> String {
    let directory = try TemporaryDirectory()
    var command = ChildCommand(path(of: line[0]) ?? line[0], Array(line.dropFirst()))
    command.output = .file(directory.path("output"))
    command.error = .appendedFile(directory.path("output"))
    let status = try await ChildProcess(command).wait()
    let output = String(
      decoding: try directory.directory.read("output", upTo: 1 << 24),
      as: UTF8.self
    )
    guard status == .exited(0) else {
      throw Disagreement("\(line.joined(separator: " ")): \(status), \(output)")
    }
    return output
  }
}
