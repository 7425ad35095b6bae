import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSListener

/// A server that the test runs itself, turn by turn.
@Suite("A stream with nothing to send", .timeLimit(.minutes(10)), .throttled)
struct SilentStreamTests {
  /// Answers every request with one stream.
  private final class OneStream: RequestHandler {
    let largestBody = 0
    let channel = ByteChannel(capacity: 1 << 16)

    func isKnown(path: String) -> Bool { true }
    func isKnown(_ head: RequestHead) -> Bool { true }
    func refusal(of head: RequestHead) -> WebAnswer? { nil }
    func overflowed(_ exchange: Exchange) {}
    func brokeOff(_ path: String, body: [UInt8]) {}

    func answer(_ exchange: Exchange) -> WebAnswer? {
      let stream = WebStream(
        channel: channel,
        patience: Interval(seconds: 60),
        heartbeat: Array("beat".utf8)
      )
      return WebAnswer(status: 200, body: .stream(stream))
    }
  }

  private let handler = OneStream()
  private let server: WebServer
  private let caller: Caller

  init() throws {
    server = try WebServer(
      ServerSettings(
        place: .network("127.0.0.1", port: 0),
        patience: Interval(seconds: 10),
        connectionLimit: 4,
        trusted: AddressRange.loopback
      ),
      handler: handler
    )
    caller = try Caller(port: server.port)
  }

  /// Runs the server as often as it may take to do what there is to do.
  ///
  /// - Returns: When it is to run again.
  private func settle(at now: Int64) -> Int64? {
    (0..<100).reduce(nil) { _, _ in server.run(now: now) }
  }

  @Test("makes the server wait until the next heartbeat, which keeps the connection")
  func waits() async throws {
    try await caller.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    var asked = Clocks.monotonic
    var now = asked
    for _ in 0..<3 {
      let next = try #require(settle(at: now))
      // Not at once: an answer of no bytes would be asked for again and again.
      #expect(next > asked + 10_000_000_000)
      now = next
      asked = Clocks.monotonic
      _ = server.run(now: now)
      #expect(await caller.next(until: "beat"))
    }
    handler.channel.finish()
    _ = settle(at: now)
    #expect(await caller.next(until: "0\r\n"))
    server.stop()
  }
}
