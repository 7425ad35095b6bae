import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("An open page that is kept current", .timeLimit(.minutes(10)), .throttled)
struct PageStreamTests {
  /// The events of a stream, as they come.
  private final class Events: Sendable {
    private let socket: FileDescriptor
    let texts = Mailbox<String>()

    /// Opens a stream of a page.
    init(_ path: String, _ browser: PageFixture.Browser, _ fixture: PageFixture) throws {
      let port = fixture.port
      socket = try FileDescriptor.connected(toLoopback: port, patience: 60)
      let request =
        "GET \(browser.base)live/\(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        + "Cookie: \(browser.cookie)\r\n\r\n"
      try socket.write(request.utf8)
      BlockingThread.run { self.read() }
    }

    private func read() {
      while let bytes = try? socket.readSome(upTo: 1 << 16), !bytes.isEmpty {
        texts.send(String(decoding: bytes, as: UTF8.self))
      }
      texts.send("closed")
    }

    /// What comes, until a page is whole.
    func page() async throws -> String {
      var all = ""
      while true {
        all += try await texts.next()
        guard let start = all.firstRange(of: "event: main\n") else { continue }
        if all[start.upperBound...].contains("\n\n") { return all }
      }
    }

    /// What comes, until it has a text.
    func next(with text: String) async throws -> String {
      var all = ""
      while !all.contains(text) { all += try await texts.next() }
      return all
    }
  }

  private static let quick = PageStreams.Limits(
    look: Interval(milliseconds: 20),
    shortest: Interval(milliseconds: 20),
    longest: Interval(seconds: 3_600),
    rest: 0
  )

  /// Shows the file `content`, or its first form id and base.
  private static let script = #"""
    printf '{"status":200,"type":"text/html"}\n'
    cat content
    sed 's/.*"base":"\([^"]*\)".*"rights":"\([a-z]*\)".*"form_id":"\([^"]*\)".*/\1 \2 \3/' input
    """#

  private static func fixture(
    _ limits: PageStreams.Limits = quick
  ) async throws -> PageFixture {
    let fixture = try await PageFixture(script, live: limits)
    try show("one", fixture)
    return fixture
  }

  private static func show(_ text: String, _ fixture: PageFixture) throws {
    let bytes = Array("\(text)\n".utf8)
    try fixture.directory.directory.writeReplacing("content", bytes, durable: false)
  }

  @Test("gets the page again when it has changed, with the addresses and ids of its session")
  func changes() async throws {
    let fixture = try await Self.fixture()
    let (reader, actor) = (try await fixture.browser(), try await fixture.browser(.act))
    let mine = try Events("failures", reader, fixture)
    let head = try await mine.page()
    #expect(head.contains("Content-Type: text/event-stream"))
    #expect(head.contains("X-Accel-Buffering: no"))
    let other = try Events("failures", actor, fixture)
    #expect(try await other.page().contains("data: \(actor.base) act "))
    try Self.show("two\nthree", fixture)
    fixture.ledger.commit()
    let text = try await mine.page()
    let last = String(text.split(separator: "event: main").last ?? "")
    #expect(last.contains("\ndata: two\ndata: three\ndata: \(reader.base) read "), "\(text)")
    let id = last.split(separator: " ").last { $0.utf8.count > 60 }
    let form = "form_id=\(try #require(id).split(separator: "\n")[0])"
    #expect(try await fixture.post("find", form, reader).status == 200)
    #expect(try await fixture.post("find", form, actor).status == 403)
    await fixture.stop()
    #expect(try await mine.next(with: "closed").contains("closed"))
  }

  @Test("ends with its session")
  func revoked() async throws {
    let fixture = try await Self.fixture()
    let browser = try await fixture.browser()
    let (first, second) = (
      try Events("", browser, fixture), try Events("failures", browser, fixture)
    )
    for events in [first, second] { _ = try await events.next(with: "event: main") }
    try await fixture.service.revoke(by: 0)
    for events in [first, second] {
      let end = try await events.next(with: "closed")
      #expect(end.contains("event: end\ndata:\n\n"), "\(end)")
    }
    let idle = try await fixture.browser()
    fixture.now.advance(1_800)
    let third = try Events("", idle, fixture)
    _ = try await third.next(with: "event: main")
    // That the page is kept current is no use of the session.
    fixture.now.advance(1_800)
    #expect(try await third.next(with: "closed").contains("event: end"))
    await fixture.stop()
  }

  @Test("of an acting session goes on as one that reads")
  func acting() async throws {
    let fixture = try await Self.fixture()
    let browser = try await fixture.browser(.act)
    let events = try Events("", browser, fixture)
    _ = try await events.next(with: "data: \(browser.base) act ")
    fixture.now.advance(1_800)
    _ = try await events.next(with: "data: \(browser.base) read ")
    await fixture.stop()
  }

  @Test("has one of sixteen places, of which one user gets ten")
  func places() async throws {
    let fixture = try await Self.fixture()
    var open: [Events] = []
    for (user, counts) in [(UInt32(1_000), [5, 5]), (2_000, [6])] {
      for count in counts {
        let browser = try await fixture.browser(user: user)
        for _ in 1...count { open.append(try await Self.open(browser, fixture)) }
      }
      let further = try await fixture.browser(user: user)
      #expect(try await fixture.get("live/", further).status == 503)
      #expect(try await fixture.get("batches", further).status == 200)
    }
    await fixture.stop()
    for events in open { _ = try await events.next(with: "closed") }
  }

  private static func open(
    _ browser: PageFixture.Browser,
    _ fixture: PageFixture
  ) async throws -> Events {
    let events = try Events("", browser, fixture)
    let head = try await events.next(with: "HTTP/1.1 ")
    #expect(head.contains("HTTP/1.1 200"))
    return events
  }

  @Test("gives its place to the seventh of its session: a browser has no more at a time")
  func left() async throws {
    let fixture = try await Self.fixture()
    let browser = try await fixture.browser()
    let oldest = try await Self.open(browser, fixture)
    for _ in 2...20 { _ = try await Self.open(browser, fixture) }
    _ = try await oldest.next(with: "closed")
    await fixture.stop()
  }

  @Test("is made once for all that show it, and not at all while nothing changes")
  func shared() async throws {
    let fixture = try await PageFixture(
      """
      echo "$(sed 's/.*"path":"\\([a-z]*\\)".*/\\1/' input)" >>made
      printf '{"status":200,"type":"text/html"}\\none\\n'
      """,
      live: Self.quick
    )
    let browser = try await fixture.browser()
    func made(_ path: String) throws -> Int {
      let text = String(
        decoding: try fixture.directory.directory.read("made", upTo: 1 << 16),
        as: UTF8.self
      )
      return text.split(separator: "\n").count { $0 == path }
    }
    let first = try Events("batches", browser, fixture)
    _ = try await first.page()
    let count = try made("batches")
    // Others are made meanwhile.
    _ = try await Events("failures", browser, fixture).page()
    #expect(try made("batches") == count)
    fixture.ledger.commit()
    while try made("batches") == count { await Task.yield() }
    _ = try await Events("audit", browser, fixture).page()
    #expect(try made("batches") == count + 1)
    // What is the same is not sent again.
    await fixture.stop()
    #expect(try await first.next(with: "closed").contains("event") == false)
  }
}
