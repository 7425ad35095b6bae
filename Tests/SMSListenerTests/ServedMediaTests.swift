import SMSCore
import SMSListener
import TestSupport
import Testing

@Suite("The files of messages at the listener", .timeLimit(.minutes(10)), .throttled)
struct ServedMediaTests {
  private static let key = String(repeating: "0f", count: 32)
  private static let content = "a picture"

  private static func open() async throws -> ListenerFixture {
    try await ListenerFixture.open(
      media: ServedMedia(
        contains: { $0 == key },
        file: { name, key in
          name == "1.jpg" && key == Self.key ? (Array(content.utf8), "image/jpeg") : nil
        }
      )
    )
  }

  private static func call(
    _ fixture: ListenerFixture,
    _ method: String,
    _ path: String,
    body: String? = nil
  ) async throws -> Caller.Answer? {
    try await Caller.call(fixture.port, Caller.request(method, path, body: body))
  }

  @Test("are there with their type and length, and nosniff")
  func served() async throws {
    let fixture = try await Self.open()
    let path = "/flowroute/media/\(Self.key)/1.jpg"
    let answer = try #require(try await Self.call(fixture, "GET", path))
    #expect(answer.status == 200 && answer.body == Self.content)
    for field in [
      "Content-Type: image/jpeg", "Content-Length: 9", "X-Content-Type-Options: nosniff",
    ] {
      #expect(answer.head.contains(field))
    }
    // As a proxy sends it.
    let whole = try await Self.call(fixture, "GET", "http://sms.example.com\(path)?x=1")
    #expect(whole?.status == 200)
    await fixture.listener.stop()
  }

  @Test("HEAD gets the same without the content")
  func head() async throws {
    let fixture = try await Self.open()
    let caller = try Caller(port: fixture.port)
    let path = "/flowroute/media/\(Self.key)/1.jpg"
    try await caller.write(Caller.request("HEAD", path, headers: "Connection: close\r\n"))
    let answer = await caller.rest()
    #expect(
      answer?.hasPrefix("HTTP/1.1 200") == true && answer?.contains("Content-Length: 9") == true
    )
    #expect(answer?.hasSuffix("\r\n\r\n") == true)
    await fixture.listener.stop()
  }

  @Test("everything else is 404 without a word, and reported to nobody")
  func absent() async throws {
    let fixture = try await Self.open()
    let other = String(repeating: "1f", count: 32)
    for (method, path) in [
      ("GET", "/flowroute/media/\(Self.key)/2.jpg"), ("GET", "/flowroute/media/\(other)/1.jpg"),
      ("GET", "/flowroute/media/\(Self.key)"), ("GET", "/flowroute/media/\(Self.key)/"),
      ("GET", "/flowroute/media/\(Self.key)/x/1.jpg"), ("GET", "/other/media/\(Self.key)/1.jpg"),
      ("GET", "/flowroute/media/\(Self.key)/..%2F1.jpg"),
      ("DELETE", "/flowroute/media/\(Self.key)/1.jpg"),
    ] {
      let answer = try await Self.call(fixture, method, path)
      #expect(answer?.status == 404 && answer?.body == "", "\(method) \(path)")
    }
    let path = "/flowroute/media/\(Self.key)/1.jpg"
    #expect(try await Self.call(fixture, "POST", path, body: "{}")?.status == 404)
    _ = try await Self.call(fixture, "GET", ListenerFixture.path("mistyped"))
    #expect(
      try await fixture.recorder.unreadable.next().reason.contains("neither that of receipts")
    )
    await fixture.listener.stop()
  }
}
