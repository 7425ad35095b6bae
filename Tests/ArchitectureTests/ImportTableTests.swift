import Testing

struct ImportTableTests {
  @Test("each module imports what the table allows it")
  func table() throws {
    #expect(try Repository.swiftFiles(under: "Sources").flatMap(ImportTable.violations) == [])
  }

  @Test(
    "an import is found whatever precedes it",
    arguments: [
      "import Foundation", "package import Foundation", "internal import struct Foundation.Date",
      "@preconcurrency import Foundation", "@_spi(X) public import Foundation",
      "  import Foundation  // because", "import Foundation.NSDate",
    ]
  )
  func importIsFound(_ line: String) {
    let file = SourceFile(path: "Sources/SMSCore/X.swift", text: "import Swift\n\(line)\n")
    #expect(file.imports == ["Swift", "Foundation"])
    #expect(ImportTable.violations(in: file).contains("Sources/SMSCore/X.swift: Foundation"))
  }

  @Test("a module that is not in the table is refused")
  func unknownModule() {
    let file = SourceFile(path: "Sources/Utils/X.swift", text: "")
    #expect(ImportTable.violations(in: file) == ["Sources/Utils/X.swift: no row in the table"])
  }

  @Test("the modules of C hold no Swift and nothing but a map and a header")
  func systemLibraries() throws {
    for module in try Repository.entries(of: "Sources")
    where module.wholeMatch(of: /C[A-Z].*/) != nil {
      let files = try Repository.entries(of: "Sources/\(module)")
      #expect(files.contains("module.modulemap"))
      #expect(files.allSatisfy { $0 == "module.modulemap" || $0.hasSuffix(".h") }, "\(module)")
    }
  }
}
