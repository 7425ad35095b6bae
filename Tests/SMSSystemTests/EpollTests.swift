import SMSSystem
import TestSupport
import Testing

@Suite("Epoll")
struct EpollTests {
  @Test("what is ready is reported with its number, as long as it is in the set")
  func reportsReady() throws {
    let epoll = try Epoll()
    let pipe = try Pipe()
    var buffer = EpollBuffer(capacity: 4)
    try epoll.add(pipe.reader.raw, .readable, data: 1)
    try epoll.add(pipe.writer.raw, [], data: .max)
    try buffer.poll(epoll)
    #expect(buffer.count == 0)
    try pipe.writer.write("x".utf8)
    try buffer.poll(epoll)
    #expect(buffer.count == 1)
    #expect(buffer[0].data == 1)
    #expect(buffer[0].events == .readable)
    try epoll.modify(pipe.writer.raw, .writable, data: .max)
    try epoll.remove(pipe.reader.raw)
    try buffer.poll(epoll)
    #expect(buffer.count == 1)
    #expect(buffer[0].data == .max)
    #expect(buffer[0].events == .writable)
  }

  @Test("a full buffer says that there may be more")
  func reportsFull() throws {
    let epoll = try Epoll()
    let first = try Pipe()
    let second = try Pipe()
    try epoll.add(first.writer.raw, .writable, data: 1)
    try epoll.add(second.writer.raw, .writable, data: 2)
    var buffer = EpollBuffer(capacity: 2)
    #expect(try buffer.poll(epoll))
    var roomy = EpollBuffer(capacity: 3)
    #expect(try !roomy.poll(epoll))
    #expect(Set([roomy[0].data, roomy[1].data]) == [1, 2])
  }

  @Test("adding twice and removing what is not there are errors")
  func refuses() throws {
    let epoll = try Epoll()
    let pipe = try Pipe()
    try epoll.add(pipe.reader.raw, .readable, data: 1)
    let twice = #expect(throws: SystemError.self) {
      try epoll.add(pipe.reader.raw, .readable, data: 1)
    }
    #expect(twice?.isAlreadyThere == true)
    let absent = #expect(throws: SystemError.self) { try epoll.remove(pipe.writer.raw) }
    #expect(absent?.isNotFound == true)
  }
}
