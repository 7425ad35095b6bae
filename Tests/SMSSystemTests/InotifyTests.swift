import SMSSystem
import TestSupport
import Testing

@Suite("Inotify")
struct InotifyTests {
  let temporary: TemporaryDirectory
  var directory: Directory { temporary.directory }

  init() throws {
    temporary = try TemporaryDirectory()
  }

  @Test("writing and moving files are reported with their names")
  func reportsChanges() throws {
    let inotify = try Inotify()
    let watch = try inotify.watch(directory, for: [.closedAfterWriting, .movedTo, .movedFrom])
    #expect(try inotify.read().isEmpty)
    try directory.createFile(".hidden").write([1])
    try directory.rename(".hidden", to: directory, as: "shown.json")
    let events = try inotify.read()
    #expect(events.map(\.name) == [".hidden", ".hidden", "shown.json"])
    #expect(events.map(\.mask) == [.closedAfterWriting, .movedFrom, .movedTo])
    #expect(events.allSatisfy { $0.watch == watch })
    #expect(events[1].cookie == events[2].cookie)
    #expect(events[1].cookie != 0)
    #expect(try inotify.read().isEmpty)
  }

  @Test("moving and removing the watched directory are reported")
  func reportsEnd() throws {
    let inotify = try Inotify()
    let watched = try directory.makeDirectory("watched", mode: 0o700)
    let watch = try inotify.watch(
      path: temporary.path("watched"),
      for: [.selfMoved, .selfRemoved, .onlyDirectory]
    )
    try directory.rename("watched", to: directory, as: "moved")
    #expect(try inotify.read().map(\.mask) == [.selfMoved])
    try directory.removeDirectory("moved")
    withExtendedLifetime(watched) {}
    _ = watch
  }

  @Test("a removed watch says that it ended")
  func endsWatch() throws {
    let inotify = try Inotify()
    let watch = try inotify.watch(directory, for: .created)
    try inotify.remove(watch)
    let events = try inotify.read()
    #expect(events.map(\.mask) == [.watchEnded])
    #expect(events.map(\.watch) == [watch])
    #expect(throws: SystemError.self) { try inotify.remove(watch) }
  }

  @Test("a directory removed under a watch ends it")
  func endsWithDirectory() throws {
    let inotify = try Inotify()
    try directory.makeDirectory("watched", mode: 0o700)
    _ = try inotify.watch(path: temporary.path("watched"), for: .selfRemoved)
    try directory.removeDirectory("watched")
    #expect(try inotify.read().map(\.mask) == [.selfRemoved, .watchEnded])
  }

  @Test("names keep their bytes, to 255 of them")
  func keepsBytes() throws {
    let inotify = try Inotify()
    _ = try inotify.watch(directory, for: .created)
    let odd = try #require(FileName(bytes: [0xFF, 0x0A, 0x2E]))
    let long = try #require(FileName(bytes: [UInt8](repeating: 0x61, count: 255)))
    try directory.createFile(odd).write([])
    try directory.createFile(long).write([])
    #expect(try inotify.read().map(\.name) == [odd, long])
  }

  @Test("a watch on nothing is an error with the path")
  func refusesMissing() throws {
    let inotify = try Inotify()
    let error = #expect(throws: SystemError.self) {
      _ = try inotify.watch(path: temporary.path("absent"), for: .created)
    }
    #expect(error?.isNotFound == true)
    #expect(error?.path == temporary.path("absent"))
  }

  @Test("waiting for a file ends when it is there")
  func waitsForFile() async throws {
    async let content = DirectoryWatch.wait(for: "late", in: directory)
    try directory.writeReplacing("late", Array("here".utf8), durable: false)
    #expect(try await content == Array("here".utf8))
  }
}
