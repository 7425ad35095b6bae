import FoundationEssentials

/// The source tree from which this test was compiled.
enum Repository {
  /// The directory of `Package.swift`, two levels above this file's.
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
  }

  /// The paths of all documents, sorted.
  static func documents() throws -> [String] {
    let places = ["Sources", "Tests", "spool", "systemd"]
    return try
      (entries(of: ".")
      + places.flatMap { place in
        try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(place)")
          .map { "\(place)/\($0)" }
      })
      .filter { $0.hasSuffix(".md") }
      .sorted()
  }

  /// The names in a directory, sorted.
  static func entries(of directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(directory)").sorted()
  }
}
