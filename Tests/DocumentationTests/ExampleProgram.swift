import FoundationEssentials
import SMSSystem
import Testing

/// A program in `spool/examples`, as the author of a producer copies it.
struct ExampleProgram: Sendable, CustomTestStringConvertible {
  /// Its file name, such as `send.py`.
  let file: String
  let text: String

  /// The programs that send a text, by name.
  static func all() throws -> [ExampleProgram] { try named("send") }

  /// The programs that log a user in, by name.
  static func logins() throws -> [ExampleProgram] { try named("login") }

  private static func named(_ stem: String) throws -> [ExampleProgram] {
    try Repository.entries(of: "spool/examples").filter { $0.hasPrefix("\(stem).") }
      .map { ExampleProgram(file: $0, text: try Repository.text("spool/examples/\($0)")) }
  }

  var testDescription: String { file }

  /// The command that runs it; nil if the language is not installed.
  var command: [String]? {
    guard let command = Self.commands[String(file.drop { $0 != "." })],
      let path = Self.find(command[0])
    else { return nil }
    return [path] + command.dropFirst()
  }

  private static let commands = [
    ".sh": ["sh"], ".py": ["python3"], ".mjs": ["node"], ".go": ["go", "run"], ".php": ["php"],
  ]

  private static func find(_ program: String) -> String? {
    let path = Environment.value(of: "PATH") ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
