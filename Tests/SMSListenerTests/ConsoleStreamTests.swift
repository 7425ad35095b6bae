import SMSCore
import SMSListener
import SMSSystem
import TestSupport
import Testing

@Suite("An answer of the console that is produced over time", .timeLimit(.minutes(10)), .throttled)
struct ConsoleStreamTests {
  /// Writes from a thread, as the writer may have to wait.
  private static func write(_ bytes: [UInt8], to channel: ByteChannel) -> Mailbox<Bool> {
    let ended = Mailbox<Bool>()
    BlockingThread.run { ended.send(channel.write(bytes)) }
    return ended
  }

  private static func begin(
    _ fixture: ConsoleFixture
  ) async throws -> (Caller, ByteChannel) {
    let caller = try fixture.caller()
    try await caller.write(fixture.request("/stream", headers: "Connection: close\r\n"))
    return (caller, try await fixture.channels.next())
  }

  /// The chunks of an answer, without their sizes.
  private static func body(_ text: String) -> String {
    let parts = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    let chunks = parts.drop { !$0.isEmpty }.dropFirst()
    return stride(from: chunks.startIndex + 1, to: chunks.endIndex, by: 2).map { "\(chunks[$0])" }
      .joined()
  }

  @Test("comes as it is written, and ends where it ends")
  func pieces() async throws {
    let fixture = try await ConsoleFixture.network()
    let (caller, channel) = try await Self.begin(fixture)
    for text in ["one", "two"] {
      channel.write(Array(text.utf8))
      #expect(await caller.next(until: text))
    }
    channel.finish()
    let rest = try #require(await caller.rest())
    #expect(Self.body(rest) == "onetwo", "\(rest)")
    #expect(rest.contains("Transfer-Encoding: chunked") && rest.hasSuffix("0\r\n\r\n"))
    await fixture.listener.stop()
  }

  @Test("of many megabytes passes through a small buffer whole")
  func large() async throws {
    let fixture = try await ConsoleFixture.socket()
    let (caller, channel) = try await Self.begin(fixture)
    let ended = Self.write(Array(repeating: UInt8(ascii: "x"), count: 8 << 20), to: channel)
    let rest = Task { await caller.rest() }
    #expect(try await ended.next())
    channel.finish()
    let text = try #require(await rest.value)
    #expect(text.utf8.count { $0 == UInt8(ascii: "x") } >= 8 << 20)
    await fixture.listener.stop()
  }

  @Test("is cut if its reader takes nothing for a while, and its writer learns of it")
  func stalled() async throws {
    let fixture = try await ConsoleFixture.network(streamPatience: Interval(milliseconds: 200))
    let (caller, channel) = try await Self.begin(fixture)
    let ended = Self.write(Array(repeating: 0, count: 64 << 20), to: channel)
    #expect(try await ended.next() == false)
    #expect(try await fixture.get("/hello")?.status == 200)
    _ = await caller.rest()
    await fixture.listener.stop()
  }

  @Test("is not cut while its writer is silent, however long")
  func silent() async throws {
    let fixture = try await ConsoleFixture.network(
      patience: Interval(seconds: 3),
      streamPatience: Interval(milliseconds: 100)
    )
    let (caller, channel) = try await Self.begin(fixture)
    // An idle connection that is cut proves that the time is over.
    #expect(await (try fixture.caller()).isEnded())
    channel.write(Array("late".utf8))
    channel.finish()
    #expect(await caller.rest()?.contains("late") == true)
    await fixture.listener.stop()
  }

  @Test("ends for the writer when its reader leaves")
  func left() async throws {
    let fixture = try await ConsoleFixture.network()
    let left = Mailbox<Bool>()
    let channel: ByteChannel
    do {
      let begun = try await Self.begin(fixture)
      channel = begun.1
      channel.whenClosed { left.send(true) }
    }
    let ended = Self.write(Array(repeating: 0, count: 64 << 20), to: channel)
    #expect(try await ended.next() == false)
    #expect(try await left.next())
    await fixture.listener.stop()
  }

  @Test("ends for both when the console stops, whether it is silent or full")
  func stop() async throws {
    let fixture = try await ConsoleFixture.network()
    let (silent, silentChannel) = try await Self.begin(fixture)
    let (full, fullChannel) = try await Self.begin(fixture)
    silentChannel.write([1])
    #expect(await silent.next(until: "\u{1}"))
    let ended = Self.write(Array(repeating: 0, count: 64 << 20), to: fullChannel)
    while !fullChannel.isReadable { await Task.yield() }
    await fixture.listener.stop()
    #expect(try await ended.next() == false)
    #expect(!silentChannel.write([2]))
    #expect(await silent.rest()?.hasSuffix("0\r\n\r\n") == false)
    _ = await full.rest()
  }
}
