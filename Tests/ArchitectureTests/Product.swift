import Glibc
import Testing

/// A product behind the core's ports, and where `Sources` may name it.
///
/// That is in what implements the ports, and where the program is put together. Comments and texts
/// count.
struct Product: Sendable, CustomTestStringConvertible {
  let name: String
  /// The modules that implement ports with it.
  let modules: Set<String>
  /// Files of other modules that may name it.
  let files: Set<String>

  var testDescription: String { name }

  /// The one file that names what stands behind the ports.
  static let composition = "Sources/SMSDaemon/Composition.swift"

  static let all = [
    Product(name: "SQLite", modules: ["SMSLedger", "CSQLite"], files: [composition])
  ]

  /// The places, as `path:line`, that name it where they may not; a file's name is line 0.
  func places(in file: SourceFile) -> [String] {
    guard !modules.contains(file.module), !files.contains(file.path) else { return [] }
    return ([file.name] + file.lines).enumerated().filter { isNamed(in: $0.element) }
      .map { "\(file.path):\($0.offset)" }
  }

  /// In any case; by the C library, since characters would cost a minute for the tree.
  private func isNamed(in line: String) -> Bool {
    strstr(line.lowercased(), name.lowercased()) != nil
  }
}
