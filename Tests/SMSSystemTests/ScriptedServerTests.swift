import SMSSystem
import TestSupport
import Testing

@Suite("Scripted server")
struct ScriptedServerTests {
  private let request = "POST /v2.1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"

  @Test("a request is read whole, reported, and answered")
  func answers() async throws {
    let server = try ScriptedServer(.readRequest, .answer("200 OK", body: "{}"))
    let client = try LoopbackSocket.connected(to: server.port)
    try client.write(request.utf8.prefix(20))
    try client.write(request.utf8.dropFirst(20))
    let received = try await server.requests.next()
    #expect(received.connection == 0)
    #expect(received.line == "POST /v2.1/messages HTTP/1.1")
    #expect(received.header("content-length") == "4")
    #expect(received.header("absent") == nil)
    #expect(received.body == Array("body".utf8))
    let answer = String(decoding: try client.read(upTo: 1000), as: UTF8.self)
    #expect(
      answer
        == "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    )
    let end = try await server.ends.next()
    #expect(end.cause == .server)
    #expect(end.received == Array(request.utf8))
  }

  @Test("two requests on one connection are told apart")
  func readsTwice() async throws {
    let server = try ScriptedServer(.readRequest, .answer("200 OK"), .readRequest)
    let client = try LoopbackSocket.connected(to: server.port)
    try client.write((request + request).utf8)
    #expect(
      try await server.requests.next(2).map(\.body) == [Array("body".utf8), Array("body".utf8)]
    )
  }

  @Test("a script can differ by connection, and reset one")
  func resets() async throws {
    let server = try ScriptedServer { $0 == 0 ? [.read(1), .reset] : [.send("hello")] }
    let first = try LoopbackSocket.connected(to: server.port)
    try first.write("x".utf8)
    let error = #expect(throws: SystemError.self) { try readAll(first.raw) }
    #expect(error?.name == "ECONNRESET")
    let second = try LoopbackSocket.connected(to: server.port)
    #expect(try readAll(second.raw) == Array("hello".utf8))
    #expect(try await server.connections.next(2) == [0, 1])
  }

  @Test("a hanging connection ends with its client, or with the server")
  func hangs() async throws {
    let server = try ScriptedServer(.hang)
    do {
      let client = try LoopbackSocket.connected(to: server.port)
      try client.write("abc".utf8)
    }
    let end = try await server.ends.next()
    #expect(end.cause == .client)
    #expect(end.received == Array("abc".utf8))
    let other = try LoopbackSocket.connected(to: server.port)
    _ = try await server.connections.next(2)
    server.stop()
    #expect(try readAll(other.raw).isEmpty)
  }

  @Test("a drip sends all bytes; a gate holds what follows it")
  func drips() async throws {
    let gate = Gate()
    let server = try ScriptedServer(
      .drip(Array("abc".utf8), milliseconds: 1),
      .wait(gate),
      .halfClose,
      .hang
    )
    let client = try LoopbackSocket.connected(to: server.port)
    let bytes = try client.read(upTo: 3)
    #expect(bytes == Array("abc".utf8))
    try client.setNonBlocking()
    let early = #expect(throws: SystemError.self) { try readAll(client.raw) }
    #expect(early?.isWouldBlock == true)
    gate.open()
    let mailbox = Mailbox<Bool>()
    let source = try ReadSource(client.raw, on: QueueExecutor(label: "test")) {
      mailbox.send(true)
    }
    #expect(try await mailbox.next())
    source.cancel()
    #expect(try readAll(client.raw).isEmpty)
  }

  @Test("a refusing port refuses")
  func refuses() throws {
    let port = try RefusingPort()
    let error = #expect(throws: SystemError.self) {
      _ = try LoopbackSocket.connected(to: port.port)
    }
    #expect(error?.name == "ECONNREFUSED")
  }
}

/// Reads to the end from a descriptor that somebody else owns.
private func readAll(_ raw: Int32) throws(SystemError) -> [UInt8] {
  let borrowed = FileDescriptor(owning: raw, path: "socket")
  do {
    let bytes = try borrowed.read(upTo: 1000)
    _ = borrowed.release()
    return bytes
  } catch {
    _ = borrowed.release()
    throw error
  }
}
