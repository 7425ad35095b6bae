import FoundationEssentials
import Testing

@testable import FlowrouteSimulator

@Suite("The README's section on the simulator")
struct DocumentationTests {
  /// The section, or the whole README once it is part of that.
  private static func text() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let places = ["Sources/FlowrouteSimulator/README.md", "README.md"]
    return places.compactMap { place in
      try? String(contentsOf: root.appending(path: place), encoding: .utf8)
    }.joined()
  }

  @Test("every magic number stands in it with its meaning")
  func magicNumbers() throws {
    let text = try Self.text()
    for row in MagicNumber.table {
      #expect(text.contains("| \(row.suffix) | \(row.words) |"))
    }
  }

  @Test("every fault's name, option and default stands in it")
  func names() throws {
    let text = try Self.text()
    for name in Fault.names + [Credentials.demo.accessKey, Credentials.demo.secretKey] {
      #expect(text.contains("`\(name)`"), "\(name)")
    }
    for word in SimulatorCommand.help.split(whereSeparator: \.isWhitespace)
    where word.hasPrefix("--") && !["--help,", "--version"].contains(word) {
      #expect(text.contains("`\(word)"), "\(word)")
    }
  }
}
