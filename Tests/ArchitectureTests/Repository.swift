import FoundationEssentials

/// The source tree from which this test was compiled.
enum Repository {
  /// The directory of `Package.swift`, two levels above this file's.
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  static func path(_ name: String) -> String { "\(root)/\(name)" }

  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  static func entries(of directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(directory)).sorted()
  }

  /// The files in a directory and below with a suffix, as paths relative to the root.
  static func files(under directory: String, suffix: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path(directory))
      .filter { $0.hasSuffix(suffix) }
      .map { "\(directory)/\($0)" }
      .sorted()
  }

  /// The Swift files of `Sources` or `Tests`, read once for all tests.
  static func swiftFiles(under directory: String) throws -> [SourceFile] {
    try (directory == "Tests" ? tests : sources).get()
  }

  private static let sources = Result { try readSwiftFiles(under: "Sources") }
  private static let tests = Result { try readSwiftFiles(under: "Tests") }

  private static func readSwiftFiles(under directory: String) throws -> [SourceFile] {
    try files(under: directory, suffix: ".swift").map {
      SourceFile(path: $0, text: try text($0))
    }
  }
}
