import Glibc
import SMSSystem
import TestSupport
import Testing

@Suite("Directories")
struct DirectoryTests {
  let temporary: TemporaryDirectory
  var directory: Directory { temporary.directory }

  init() throws {
    temporary = try TemporaryDirectory()
  }

  @Test("a file is created once")
  func createsExclusively() throws {
    try directory.createFile("a").write("one".utf8)
    let error = #expect(throws: SystemError.self) { _ = try directory.createFile("a") }
    #expect(error?.isAlreadyThere == true)
    #expect(error?.description == "openat \(temporary.path)/a: File exists (EEXIST)")
    #expect(try directory.read("a", upTo: 100) == Array("one".utf8))
  }

  @Test("reading stops at the limit")
  func readsUpToLimit() throws {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    try directory.createFile("a").write(bytes)
    #expect(try directory.read("a", upTo: 99_999) == Array(bytes.dropLast()))
    #expect(try directory.read("a", upTo: 200_000) == bytes)
    #expect(try directory.openFile("a").read(upTo: 3, at: 99_998) == Array(bytes.suffix(2)))
  }

  @Test("a symbolic link is neither opened nor followed")
  func refusesLinks() throws {
    try directory.createFile("target").write("x".utf8)
    try makeSymbolicLink(temporary.path("link"), to: "target")
    try makeSymbolicLink(temporary.path("here"), to: ".")
    #expect(try directory.status("link").kind == .symbolicLink)
    let file = #expect(throws: SystemError.self) { _ = try directory.openFile("link") }
    #expect(file?.isSymbolicLink == true)
    let inner = #expect(throws: SystemError.self) { _ = try directory.directory("here") }
    #expect(inner?.isNotDirectory == true)
  }

  @Test("the status tells kind, size, links, owner, mode and times")
  func reportsStatus() throws {
    let before = Clocks.wall
    let file = try directory.createFile("a", mode: 0o640)
    try file.write("four".utf8)
    try directory.link("a", to: directory, as: "b")
    let status = try file.status()
    #expect(status.kind == .regular)
    #expect(status.size == 4)
    #expect(status.links == 2)
    #expect(status.mode == 0o640)
    #expect(status.user == UserAccount.effectiveUser)
    #expect(status.isSameFile(as: try directory.status("b")))
    // The kernel stamps files with the time of its last tick.
    #expect(abs(status.changed - before) < 60_000_000_000)
  }

  @Test("renaming replaces, or refuses to")
  func renames() throws {
    let other = try directory.makeDirectory("other", mode: 0o700)
    try directory.createFile("a").write("a".utf8)
    try other.createFile("b").write("b".utf8)
    let error = #expect(throws: SystemError.self) {
      try directory.renameWithoutReplacing("a", to: other, as: "b")
    }
    #expect(error?.isAlreadyThere == true)
    let path = temporary.path
    #expect(
      error?.description == "renameat2 \(path)/a to \(path)/other/b: File exists (EEXIST)"
    )
    try directory.renameWithoutReplacing("a", to: other, as: "c")
    #expect(try !directory.contains("a"))
    try other.rename("c", to: other, as: "b")
    #expect(try other.read("b", upTo: 9) == Array("a".utf8))
  }

  @Test("a directory gets its mode whatever the umask, and goes only when empty")
  func makesDirectories() throws {
    let made = try directory.makeDirectory("incoming", mode: 0o3730)
    #expect(try made.status().mode == 0o3730)
    try made.createFile("a").write([])
    let error = #expect(throws: SystemError.self) { try directory.removeDirectory("incoming") }
    #expect(error?.isNotEmpty == true)
    try made.unlink("a")
    try directory.removeDirectory("incoming")
    #expect(try !directory.contains("incoming"))
    #expect(try directory.openOrMakeDirectory("new", mode: 0o750).status().mode == 0o750)
    #expect(try directory.openOrMakeDirectory("new", mode: 0o700).status().mode == 0o750)
  }

  @Test(
    "below a set-group-ID directory the bit and the group are inherited",
    .enabled(if: geteuid() == 0)
  )
  func inheritsGroup() throws {
    let spool = try directory.makeDirectory("spool", mode: 0o700)
    try spool.setOwner(group: 4_711)
    try spool.setMode(0o2750)
    let incoming = try spool.makeDirectory("incoming", mode: 0o3730).status()
    #expect(incoming.mode == 0o3730)
    #expect(incoming.group == 4_711)
    #expect(try spool.makeDirectory("results", mode: 0o2750).status().mode == 0o2750)
    #expect(try spool.makeDirectory(".taken", mode: 0o700).status().mode == 0o2700)
    var listing = try spool.listing()
    var names: Set<FileName> = []
    while let entry = try listing.next() { names.insert(entry.name) }
    #expect(names == ["incoming", "results", ".taken"])
  }

  @Test("a name that is taken is reported, and nothing is left beside it")
  func takenName() throws {
    try directory.makeDirectory("a", mode: 0o750)
    let error = #expect(throws: SystemError.self) { try directory.makeDirectory("a", mode: 0o750) }
    #expect(error?.isAlreadyThere == true)
    #expect(error?.path == temporary.path("a"))
    var listing = try directory.listing()
    #expect(try listing.next()?.name == "a")
    #expect(try listing.next() == nil)
  }

  @Test("modes and owners are changed by name")
  func changesRights() throws {
    try directory.createFile("a").write([])
    try directory.setMode(of: "a", 0o644)
    let status = try directory.status("a")
    try directory.setOwner(of: "a", user: status.user, group: status.group)
    #expect(try directory.status("a").mode == 0o644)
  }

  @Test("it notices that its path leads elsewhere")
  func noticesReplacement() throws {
    let path = temporary.path("spool")
    let spool = try directory.makeDirectory("spool", mode: 0o700)
    #expect(spool.isStill(at: path))
    try directory.rename("spool", to: directory, as: "old")
    #expect(!spool.isStill(at: path))
    try directory.makeDirectory("spool", mode: 0o700)
    #expect(!spool.isStill(at: path))
    #expect(spool.isStill(at: spool.descriptorPath))
  }

  @Test("its file system has room and a type")
  func reportsFileSystem() throws {
    let system = try directory.fileSystem()
    #expect(system.totalBytes >= system.freeBytes)
    #expect(system.totalBytes > 0)
    #expect(system.type != 0)
    #expect(!system.isReadOnly)
    let kernel = try Directory(path: "/proc").fileSystem()
    #expect(kernel.type == 0x9FA0)
  }

  @Test("syncing a directory and its file system works")
  func syncs() throws {
    try directory.sync()
    try directory.syncFileSystem()
  }
}
