import Testing

struct ProductTests {
  @Test("a product is named only where its ports are implemented", arguments: Product.all)
  func places(_ product: Product) throws {
    #expect(try Repository.swiftFiles(under: "Sources").flatMap(product.places) == [])
  }

  @Test(
    "a product is found in code, texts, comments and the name of a file",
    arguments: Product.all
  )
  func isFound(_ product: Product) {
    let name = product.name
    let file = SourceFile(
      path: "Sources/SMSCore/\(name)Ledger.swift",
      text: """
        // As \(name.lowercased()) does it.
        let text = "\(name) says no"
        let other = 1
        final class Plain\(name) {}
        """
    )
    #expect(product.places(in: file) == [0, 1, 2, 4].map { "\(file.path):\($0)" })
  }

  @Test("what may name a product exists", arguments: Product.all)
  func exists(_ product: Product) throws {
    let modules = try Repository.entries(of: "Sources")
    #expect(product.modules.subtracting(modules) == [])
    let files = try Repository.swiftFiles(under: "Sources").map(\.path)
    #expect(product.files.subtracting(files) == [])
  }

  @Test(
    "only the composition imports a module behind the core's ports",
    arguments: ["SMSLedger", "SMSFlowroute"]
  )
  func imports(_ module: String) throws {
    let importers = try Repository.swiftFiles(under: "Sources")
      .filter { $0.imports.contains(module) }
    #expect(importers.map(\.path) == [Product.composition])
  }

  @Test("each file that may name a product does", arguments: Product.all)
  func isNeeded(_ product: Product) throws {
    let bare = Product(name: product.name, modules: product.modules, files: [])
    let files = try Repository.swiftFiles(under: "Sources").filter { !bare.places(in: $0).isEmpty }
    #expect(Set(files.map(\.path)) == product.files)
  }

  @Test("the name of the ledger's file is in one file")
  func fileName() throws {
    let files = try Repository.swiftFiles(under: "Sources")
      .filter { file in file.lines.contains { $0.contains("ledger.sqlite") } }
    #expect(files.map(\.path) == ["Sources/SMSLedger/SQLite/SQLiteFiles.swift"])
  }

  @Test("only the ledger's module has the suffixes of the files beside it")
  func fileSuffixes() throws {
    let suffixes = ["-wal", "-shm"]
    let files = try Repository.swiftFiles(under: "Sources").filter { file in
      file.lines.contains { line in suffixes.contains { line.contains($0) } }
    }
    #expect(Set(files.map(\.module)) == ["SMSLedger"])
  }
}
