import TestSupport
import Testing

/// The tables of modules and of tests against `Package.swift`.
@Suite(.throttled)
struct ModuleTableTests {
  private let manifest: Manifest

  init() throws {
    manifest = Manifest(try Repository.text("Package.swift"))
  }

  @Test("the manifest is read as a whole: each directory of Sources is a target of it")
  func manifestIsRead() throws {
    let modules = try Repository.entries(of: "Sources").filter { $0 != "README.md" }
    #expect(manifest.modules.keys.sorted() == modules)
    let tests = try Repository.entries(of: "Tests")
      .filter { $0 != "README.md" && $0 != "TestSupport" }
    #expect(manifest.tests.sorted() == tests)
  }

  @Test("the table of modules has each target with its dependencies, and no other")
  func modules() throws {
    var documented: [String: Set<String>] = [:]
    for row in try Document("Sources/README.md").rows(under: "Modules") {
      try #require(row.count == 4)
      for name in row[0].quotedWords {
        #expect(documented[name] == nil, "\(name) has two rows")
        documented[name] = Set(row[3].quotedWords)
      }
    }
    #expect(documented == manifest.modules.mapValues { Set($0) })
  }

  @Test("a module is listed below what it depends on")
  func order() throws {
    let rows = try Document("Sources/README.md").rows(under: "Modules")
    var above: Set<String> = []
    for row in rows {
      #expect(above.isSuperset(of: row[3].quotedWords), "\(row[0])")
      above.formUnion(row[0].quotedWords)
    }
  }

  @Test("each module is described in one sentence, and so is what may not go in")
  func sentences() throws {
    for row in try Document("Sources/README.md").rows(under: "Modules") {
      #expect(!row[1].isEmpty && !row[2].isEmpty, "\(row[0])")
      #expect(!row[1].contains(". ") && !row[2].contains(". "), "\(row[0])")
    }
  }

  @Test("the table of tests has each group and what they share, and no other")
  func tests() throws {
    let rows = try Document("Tests/README.md").rows(under: "Kinds of tests")
    let documented = rows.compactMap { $0[0].quotedWords.first }
    // Those of a module are named after it.
    let others = manifest.tests.filter { name in
      manifest.modules[String(name.dropLast("Tests".count))] == nil
    }
    #expect(documented.sorted() == (others + ["<module>Tests", "TestSupport"]).sorted())
  }
}

/// The targets of `Package.swift`, by its own short forms.
private struct Manifest {
  /// The targets of `Sources` with their dependencies.
  let modules: [String: [String]]
  let tests: [String]

  init(_ text: String) {
    var modules: [String: [String]] = [:]
    for match in text.matches(of: /\b(?:module|program)\(\s*"([^"]+)",\s*\[([^\]]*)\]/) {
      modules[String(match.1)] = match.2.matches(of: /"([^"]+)"/).map { String($0.1) }
    }
    let libraries = /(?:\blibrary\(|\.systemLibrary\(name: )"(C[^"]+)"/
    for match in text.matches(of: libraries) { modules[String(match.1)] = [] }
    let plugins =
      /\.plugin\(\s*name: "([^"]+)",\s*capability: .buildTool\(\),\s*dependencies: \[([^\]]*)\]/
    for match in text.matches(of: plugins) {
      modules[String(match.1)] = match.2.matches(of: /"([^"]+)"/).map { String($0.1) }
    }
    let embedding = /\bmodule\("([^"]+)", \[[^\]]*\], embedding:/
    for match in text.matches(of: embedding) { modules[String(match.1)]?.append("FileEmbedding") }
    self.modules = modules
    tests = text.matches(of: /\btests\(\s*"([^"]+)"/).map { String($0.1) }
  }
}
