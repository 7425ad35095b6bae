import SMSSystem
import TestSupport
import Testing

@Suite("Read sources")
struct ReadSourceTests {
  @Test("the handler runs on the queue when there is something to read")
  func callsHandler() async throws {
    let pipe = try Pipe()
    let mailbox = Mailbox<String>()
    let executor = QueueExecutor(label: "test")
    let raw = pipe.reader.raw
    let source = try ReadSource(raw, on: executor) {
      executor.checkIsolated()
      mailbox.send(readOne(raw))
    }
    try pipe.writer.write("a".utf8)
    #expect(try await mailbox.next() == "a")
    try pipe.writer.write("b".utf8)
    #expect(try await mailbox.next() == "b")
    source.cancel()
  }

  @Test("an epoll set is watched like any descriptor")
  func watchesEpoll() async throws {
    let epoll = try Epoll()
    let pipe = try Pipe()
    try epoll.add(pipe.reader.raw, .readable, data: 1)
    let mailbox = Mailbox<String>()
    let raw = pipe.reader.raw
    let source = try ReadSource(epoll.raw, on: QueueExecutor(label: "test")) {
      mailbox.send(readOne(raw))
    }
    for text in ["a", "b", "c"] {
      try pipe.writer.write(text.utf8)
      #expect(try await mailbox.next() == text)
    }
    source.cancel()
  }

  @Test("sources come and go in parallel, each told of its own descriptor only")
  func survivesChurn() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { try await churn(200) }
      }
      try await group.waitForAll()
    }
  }

  @Test("after a cancel on the queue the handler does not run again")
  func endsOnQueue() async throws {
    let pipe = try Pipe()
    let executor = QueueExecutor(label: "test")
    let mailbox = Mailbox<String>()
    let raw = pipe.reader.raw
    let source = try ReadSource(raw, on: executor) { mailbox.send("first " + readOne(raw)) }
    try pipe.writer.write("x".utf8)
    #expect(try await mailbox.next() == "first x")
    executor.async {
      source.cancel()
      mailbox.send("canceled")
    }
    #expect(try await mailbox.next() == "canceled")
    try pipe.writer.write("y".utf8)
    let other = try ReadSource(raw, on: executor) { mailbox.send("second " + readOne(raw)) }
    #expect(try await mailbox.next() == "second y")
    other.cancel()
  }
}

/// Opens pipes, watches and abandons some, and checks that others are told.
private func churn(_ rounds: Int) async throws {
  let executor = QueueExecutor(label: "churn")
  let mailbox = Mailbox<String>()
  for _ in 0..<rounds {
    let abandoned = try Pipe()
    try abandoned.writer.write("y".utf8)
    let old = try ReadSource(abandoned.reader.raw, on: executor) {}
    withExtendedLifetime(old) {}
    _ = abandoned.closeReader()
    // The kernel gives the numbers just closed to the next pipe.
    let pipe = try Pipe()
    let raw = pipe.reader.raw
    let source = try ReadSource(raw, on: executor) { mailbox.send(readOne(raw)) }
    try pipe.writer.write("x".utf8)
    #expect(try await mailbox.next() == "x")
    source.cancel()
  }
}

/// Reads one byte as text from a descriptor that somebody else owns.
private func readOne(_ raw: Int32) -> String {
  let borrowed = FileDescriptor(owning: raw, path: "pipe")
  let text = (try? borrowed.read(upTo: 1)).map { String(decoding: $0, as: UTF8.self) }
  _ = borrowed.release()
  return text ?? "error"
}
