import TestSupport
import Testing

@Suite(.throttled)
struct SetUpTests {
  private let readme: Document

  init() throws {
    readme = try Document("README.md")
  }

  @Test("set-up is the first code of the README: two commands and nothing else")
  func twoCommands() throws {
    let lines = try #require(readme.blocks.first).lines
    #expect(lines.count == 2)
    #expect(lines.last == "swift test")
    let start = try #require(readme.text.firstRange(of: "```")).lowerBound
    #expect(readme.text[..<start].split(separator: "\n").count <= 12)
  }

  @Test("the first command installs what the package names, and runs the demo")
  func packages() throws {
    let line = try #require(readme.blocks.first?.lines.first)
    let pattern = /apt-get update && apt-get install -y (.*) && swift run smsdispatch demo/
    let match = try #require(line.wholeMatch(of: pattern))
    let packages = match.1.split(separator: " ").map(String.init)
    let manifest = try Repository.text("Package.swift")
    let libraries = manifest.matches(of: /pkgConfig: "[^"]+", package: "([^"]+)"/)
      .map { String($0.1) }
    #expect(libraries.count == 4)
    #expect(packages.sorted() == (libraries + ["pkg-config", "openssl"]).sorted())
  }

  @Test("the README is short: at most 10 kB")
  func short() {
    #expect(readme.text.utf8.count <= 10_000)
  }
}
