import SMSSystem
import TestSupport
import Testing

@Suite("File descriptors")
struct FileDescriptorTests {
  @Test("a descriptor closes when its value ends, unless it was given away")
  func closes() throws {
    let pipe = try Pipe()
    let bytes = try pipe.closeWriter().read(upTo: 10)
    #expect(bytes.isEmpty)
    let raw = try Pipe().closeWriter().release()
    let again = FileDescriptor(owning: raw, path: "pipe")
    #expect(try again.status().kind == .fifo)
  }

  @Test("an empty non-blocking pipe says so")
  func wouldBlock() throws {
    let pipe = try Pipe()
    try pipe.reader.setNonBlocking()
    let error = #expect(throws: SystemError.self) { try pipe.reader.read(upTo: 1) }
    #expect(error?.isWouldBlock == true)
    try pipe.writer.write("x".utf8)
    #expect(try pipe.reader.read(upTo: 1) == Array("x".utf8))
  }

  @Test("a full non-blocking pipe takes what fits")
  func shortWrite() throws {
    let pipe = try Pipe()
    try pipe.writer.setNonBlocking()
    let bytes = [UInt8](repeating: 7, count: 1 << 20)
    let taken = try bytes.withUnsafeBytes { try pipe.writer.writeSome($0) }
    #expect(taken > 0)
    #expect(taken < bytes.count)
  }

  @Test("a blocking write goes on until all is taken")
  func longWrite() async throws {
    let pipe = try Pipe()
    let mailbox = Mailbox<Int>()
    let reader = try pipe.reader.duplicate().release()
    QueueExecutor(label: "reader").async {
      let own = FileDescriptor(owning: reader, path: "pipe")
      mailbox.send((try? own.read(upTo: 1 << 20).count) ?? -1)
    }
    try pipe.writer.write([UInt8](repeating: 7, count: 1 << 20))
    #expect(try await mailbox.next() == 1 << 20)
  }

  @Test("a write to a closed pipe is an error, not the process's end")
  func brokenPipe() throws {
    Signal.ignoreBrokenPipes()
    let writer = try Pipe().closeReader()
    let error = #expect(throws: SystemError.self) { try writer.write([1]) }
    #expect(error?.name == "EPIPE")
  }

  @Test(
    "a file is read to its end or the limit, whatever size was expected",
    arguments: [-1, 0, 4, 5, 6, 10_000] as [Int64],
    [1, 4, 5, 6, 100]
  )
  func readsWithSize(size: Int64, limit: Int) throws {
    let temporary = try TemporaryDirectory()
    let directory = try Directory(path: temporary.path)
    try directory.writeReplacing("a", Array("hello".utf8), durable: false)
    let bytes = try directory.openFile("a").read(size: size, upTo: limit)
    #expect(bytes == Array("hello".utf8.prefix(limit)))
  }

  @Test("size, mode and content are changed in place")
  func changes() throws {
    let temporary = try TemporaryDirectory()
    let file = try FileDescriptor(
      opening: temporary.path("f"),
      [.readWrite, .create, .exclusive]
    )
    try file.write("abcdef".utf8)
    try file.setSize(3)
    try file.setMode(0o604)
    try file.setOwner()
    try file.sync()
    #expect(try file.status().size == 3)
    #expect(try file.status().mode == 0o604)
    #expect(try file.read(upTo: 10, at: 1) == Array("bc".utf8))
  }
}
