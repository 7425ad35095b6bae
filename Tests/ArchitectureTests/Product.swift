import Glibc
import Testing

/// A product behind the core's ports, and where `Sources` may name it.
///
/// These are the implementations of the ports, and the place where the program is composed.
/// Comments and texts count too.
struct Product: Sendable, CustomTestStringConvertible {
  let name: String
  /// The modules that implement ports with it.
  let modules: Set<String>
  /// Files in other modules that may name it.
  let files: Set<String>

  var testDescription: String { name }

  /// The only file that names the implementations of the ports.
  static let composition = "Sources/SMSDaemon/Composition.swift"

  /// What runs the simulator of the provider, or has its manual: the name is that of a module and of
  /// a program.
  private static let simulatorUsers: Set<String> = [
    "Sources/SMSCommands/Demo/DemoCommand.swift",
    "Sources/SMSCommands/Demo/DemoStory.swift",
    "Sources/SMSCommands/Demo/DemoStory+Phones.swift",
    "Sources/SMSCommands/Manual/ManualPage.swift",
    "Sources/SMSSandbox/Sandbox.swift",
    "Sources/SMSSandbox/SimulatorProcess.swift",
    "Sources/two-factor/Demo.swift",
  ]

  static let all = [
    Product(name: "SQLite", modules: ["SMSLedger", "CSQLite"], files: [composition]),
    Product(
      name: "Flowroute",
      modules: ["SMSFlowroute", "FlowrouteSimulator", "flowroute-simulator"],
      files: simulatorUsers.union([composition])
    ),
  ]

  /// The places, as `path:line`, that name it without permission; line 0 is the file's name.
  func places(in file: SourceFile) -> [String] {
    guard !modules.contains(file.module), !files.contains(file.path) else { return [] }
    return ([file.name] + file.lines).enumerated().filter { isNamed(in: $0.element) }
      .map { "\(file.path):\($0.offset)" }
  }

  /// Ignores case; uses the C library, since characters would take a minute for the whole tree.
  private func isNamed(in line: String) -> Bool {
    strstr(line.lowercased(), name.lowercased()) != nil
  }
}
