import SMSCore
import SMSListener
import SMSSystem
import TestSupport
import Testing

@Suite("Connections to the listener", .timeLimit(.minutes(10)), .throttled)
struct ConnectionTests {
  private static let receipt = #"{"id":"mdr2-1","attributes":{"status":"smsc submit"}}"#

  private static func request(_ id: Int) -> String {
    Caller.request(
      "POST",
      ListenerFixture.path("receipt"),
      body: #"{"id":"mdr2-\#(id)","attributes":{"status":"smsc submit"}}"#
    )
  }

  @Test("carry one call after the other")
  func kept() async throws {
    let fixture = try await ListenerFixture.open()
    let caller = try Caller(port: fixture.port)
    for id in 0..<3 {
      try await caller.write(Self.request(id))
      #expect(await caller.answer()?.status == 200)
    }
    await fixture.listener.stop()
  }

  @Test("are answered when the event is durable, and with 503 when it is not")
  func durable() async throws {
    let fixture = try await ListenerFixture.open()
    fixture.recorder.works(false)
    #expect(try await fixture.post("receipt", Self.receipt) == 503)
    fixture.recorder.works(true)
    #expect(try await fixture.post("receipt", Self.receipt) == 200)
    await fixture.listener.stop()
  }

  @Test("share a commit when they come while one runs")
  func batches() async throws {
    let fixture = try await ListenerFixture.open()
    fixture.recorder.hold()
    let first = try Caller(port: fixture.port)
    try await first.write(Self.request(0))
    #expect(try await fixture.recorder.batches.next().count == 1)
    let others = try (1...5).map { _ in try Caller(port: fixture.port) }
    for (index, caller) in others.enumerated() { try await caller.write(Self.request(index + 1)) }
    // A health check on a further connection is behind all of them in the listener's queue.
    let check = Caller.request("GET", "/healthz")
    #expect(try await Caller.call(fixture.port, check)?.status == 200)
    fixture.recorder.released.send(true)
    #expect(await first.answer()?.status == 200)
    for caller in others { #expect(await caller.answer()?.status == 200) }
    #expect(try await fixture.recorder.batches.next().count > 1)
    await fixture.listener.stop()
  }

  @Test("that bring nothing, or only a byte now and then, are cut")
  func slow() async throws {
    let fixture = try await ListenerFixture.open(patience: Interval(milliseconds: 200))
    let idle = try Caller(port: fixture.port)
    let slow = try Caller(port: fixture.port)
    try await slow.write(
      "POST \(ListenerFixture.path("receipt")) HTTP/1.1\r\nHost: a\r\nContent-Le"
    )
    let unfinished = try Caller(port: fixture.port)
    try await unfinished.write(
      "POST \(ListenerFixture.path("receipt")) HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"
    )
    #expect(await idle.isEnded())
    #expect(await slow.isEnded())
    #expect(await unfinished.isEnded())
    #expect(try await fixture.post("receipt", Self.receipt) == 200)
    await fixture.listener.stop()
  }

  @Test("whose answers nobody takes are cut")
  func untaken() async throws {
    let fixture = try await ListenerFixture.open(patience: Interval(milliseconds: 200))
    let caller = try Caller(port: fixture.port)
    let checks = String(repeating: Caller.request("GET", "/healthz"), count: 1_000)
    // What the kernel holds of answers is limited; from there on it is the listener that waits.
    let error = await #expect(throws: SystemError.self) {
      while true { try await caller.write(checks) }
    }
    #expect(error?.isWouldBlock == false)
    await fixture.listener.stop()
  }

  @Test("that wait for the ledger are not cut")
  func waiting() async throws {
    let fixture = try await ListenerFixture.open(patience: Interval(milliseconds: 100))
    fixture.recorder.hold()
    let caller = try Caller(port: fixture.port)
    try await caller.write(Self.request(1))
    _ = try await fixture.recorder.batches.next()
    // An idle one that is cut proves that the time is over.
    #expect(try await Caller(port: fixture.port).isEnded())
    fixture.recorder.released.send(true)
    #expect(await caller.answer()?.status == 200)
    await fixture.listener.stop()
  }

  @Test("that know the token are not sent away: further ones wait until one is free")
  func limit() async throws {
    let fixture = try await ListenerFixture.open(
      patience: Interval(milliseconds: 300),
      connections: 4
    )
    var known: [Caller] = []
    for _ in 0..<5 {
      let caller = try Caller(port: fixture.port)
      try await caller.write("POST \(ListenerFixture.path("receipt")) HTTP/1.1\r\n")
      known.append(caller)
    }
    #expect(try await fixture.post("receipt", Self.receipt) == 200)
    for caller in known { #expect(await caller.isEnded()) }
    await fixture.listener.stop()
  }

  @Test("a stop ends those that wait for an answer")
  func stop() async throws {
    let fixture = try await ListenerFixture.open()
    fixture.recorder.hold()
    let caller = try Caller(port: fixture.port)
    try await caller.write(Self.request(1))
    _ = try await fixture.recorder.batches.next()
    await fixture.listener.stop()
    #expect(await caller.answer()?.status != 200)
    fixture.recorder.released.send(true)
  }
}
