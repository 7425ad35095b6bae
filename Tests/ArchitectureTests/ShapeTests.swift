import Testing

struct ShapeTests {
  @Test("no file has more than 350 lines")
  func shortFiles() throws {
    let files = try Repository.swiftFiles(under: "Sources") + Repository.swiftFiles(under: "Tests")
    #expect(files.filter { $0.lineCount > 350 }.map(\.path) == [])
  }

  @Test("no file and no module is a drawer for whatever fits nowhere else")
  func noDrawers() throws {
    let drawer = /(?i)(util|utility|utilities|helper|extension|misc|common)s?/
    let names = try Repository.swiftFiles(under: "Sources").flatMap {
      [$0.module, String($0.name.dropLast(".swift".count))]
    }
    #expect(names.filter { $0.wholeMatch(of: drawer) != nil } == [])
  }

  @Test("the top level holds the package, its documents and nothing else")
  func topLevel() throws {
    let visible = try Repository.entries(of: ".").filter { !$0.hasPrefix(".") }
    #expect(visible == ["Package.swift", "README.md", "Sources", "Tests", "spool", "systemd"])
  }

  @Test("the package depends on no other package")
  func noPackages() throws {
    let manifest = SourceFile(path: "Package.swift", text: try Repository.text("Package.swift"))
    #expect(manifest.places(of: /\.package\(/) == [])
  }

  @Test("tests wait for events, and none sleeps")
  func noSleep() throws {
    let places = try Repository.swiftFiles(under: "Tests")
      .flatMap { $0.places(of: SourceRule.sleeping) }
    #expect(places == [])
  }

  @Test("tests are Swift Testing only")
  func noXCTest() throws {
    let files = try Repository.swiftFiles(under: "Tests").filter { $0.imports.contains("XCTest") }
    #expect(files.map(\.path) == [])
  }
}
