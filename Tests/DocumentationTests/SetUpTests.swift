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

  @Test("each path that a link leads to is there")
  func links() throws {
    let targets = readme.text.matches(of: /\]\(([^)#:]+)\)/).map { String($0.1) }
    #expect(!targets.isEmpty)
    for target in targets {
      let parts = target.split(separator: "/")
      let directory = parts.dropLast().joined(separator: "/")
      let names = try Repository.entries(of: directory.isEmpty ? "." : directory)
      #expect(names.contains(parts.last.map(String.init) ?? ""), "\(target)")
    }
  }

  @Test("each link within the README leads to a heading")
  func anchors() throws {
    let anchors = readme.headings.map { heading in
      heading.lowercased().replacing(" ", with: "-").filter {
        $0.isLetter || $0.isNumber || $0 == "-"
      }
    }
    let targets = readme.text.matches(of: /\]\(#([^)]+)\)/).map { String($0.1) }
    #expect(targets.filter { !anchors.contains($0) } == [])
  }
}
