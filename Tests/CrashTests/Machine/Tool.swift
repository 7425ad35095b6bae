import SMSSystem
import TestSupport

/// A system program that must succeed for a test to go on.
enum Tool {
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
    let run = try await SystemTool.run(line[0], Array(line.dropFirst()))
    guard run.status == .exited(0) else {
      throw Disagreement("\(line.joined(separator: " ")): \(run.status), \(run.output)")
    }
    return run.output
  }
}
