import SMSSystem
import TestSupport
import Testing

struct WriteWithoutReplacingTests {
  let temporary: TemporaryDirectory

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private func names() throws -> [String] {
    var listing = try temporary.directory.listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append(entry.name.escaped) }
    return names
  }

  @Test("A new file is complete, with its mode, and alone")
  func new() throws {
    try temporary.directory.writeWithoutReplacing("a", [1, 2, 3])
    #expect(try temporary.directory.read("a", upTo: 9) == [1, 2, 3])
    #expect(try temporary.directory.status("a").mode & 0o777 == 0o600)
    #expect(try names() == ["a"])
  }

  @Test("A name that is taken keeps its file, and nothing else is left")
  func taken() throws {
    try temporary.directory.writeWithoutReplacing("a", [1])
    let error = #expect(throws: SystemError.self) {
      try temporary.directory.writeWithoutReplacing("a", [2])
    }
    #expect(error?.isAlreadyThere == true)
    #expect(try temporary.directory.read("a", upTo: 9) == [1])
    #expect(try names() == ["a"])
  }

  @Test("The directory of a path is found; a path without a name is an error")
  func holding() throws {
    try temporary.directory.writeWithoutReplacing("x", [1])
    let (directory, name) = try Directory.holding(temporary.path("x"))
    #expect(try name == "x" && directory.read(name, upTo: 9) == [1])
    #expect(throws: SystemError.self) { try Directory.holding("/") }
    // No path shows a slash twice.
    for (path, shown) in [("/tmp", "/tmp"), ("/tmp/x", "/tmp/x"), ("/tmp//x/", "/tmp/x")] {
      let (holding, name) = try Directory.holding(path)
      #expect(holding.pathOf(name) == shown)
    }
    #expect(throws: SystemError.self) {
      try Directory.holding("/tmp/" + String(repeating: "a", count: 256))
    }
  }
}
