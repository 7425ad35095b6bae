import Foundation
import FoundationEssentials
import Glibc
import TestSupport

/// An empty directory to install into.
struct InstallRoot: Sendable {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  var path: String { directory.path }

  func path(_ name: String) -> String { directory.path(name) }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
  }

  /// Creates the directories above a file.
  func makeDirectory(of name: String) throws {
    let parent = name.split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(
      atPath: path(parent),
      withIntermediateDirectories: true
    )
  }

  /// The permission bits; nil if there is no such file.
  func mode(_ name: String) -> mode_t? {
    var status = stat()
    return lstat(path(name), &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  /// All files in it, as relative paths.
  func files() throws -> Set<String> {
    let names = try FileManager.default.subpathsOfDirectory(atPath: path)
    return Set(names.filter { name in !names.contains { $0.hasPrefix("\(name)/") } })
  }
}
