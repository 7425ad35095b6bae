import SMSSystem
import TestSupport
import Testing

@Suite("Listing a directory")
struct DirectoryListingTests {
  @Test("every entry is seen once, with its kind")
  func listsAll() throws {
    let temporary = try TemporaryDirectory()
    let directory = temporary.directory
    let names = try (0..<500).map { try #require(FileName("file-\($0)")) }
    for name in names {
      try directory.createFile(name).write([])
    }
    try directory.makeDirectory("sub", mode: 0o700)
    var seen: [FileName: FileKind?] = [:]
    var count = 0
    var listing = try directory.listing()
    while let entry = try listing.next() {
      seen[entry.name] = entry.kind
      count += 1
    }
    #expect(count == 501)
    #expect(Set(seen.keys) == Set(names + ["sub"]))
    #expect(seen["sub"] == .directory)
    #expect(seen["file-7"] == .regular)
  }

  @Test("two streams do not disturb one another")
  func streamsAreIndependent() throws {
    let temporary = try TemporaryDirectory()
    try temporary.directory.createFile("only").write([])
    var first = try temporary.directory.listing()
    #expect(try first.next()?.name == "only")
    #expect(try first.next() == nil)
    var second = try temporary.directory.listing()
    #expect(try second.next()?.name == "only")
  }
}
