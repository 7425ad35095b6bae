import SMSCore
import SMSListener
import TestSupport
import Testing

@Suite("Calls with the token that say nothing", .timeLimit(.minutes(10)), .throttled)
struct LostCallTests {
  @Test(
    "are refused, and reported with a reason that holds nothing of them",
    arguments: [
      ("receipt", "{", "no JSON object"), ("receipt", "[]", "no JSON object"), ("message", "", ""),
      ("receipt", #"{"data":{"attributes":{}}}"#, "a required member is missing"),
      ("receipt", #"{"id":"../x"}"#, "a required member is missing"),
      ("message", #"{"id":"a","from":"12065550142","body":"x"}"#, "a required member"),
      ("message", #"{"id":"a","to":"12065550101","body":"x"}"#, "a required member"),
    ]
  )
  func unreadable(_ hook: String, _ body: String, _ reason: String) async throws {
    let fixture = try await ListenerFixture.open()
    #expect(try await fixture.post(hook, body) == 400)
    let call = try await fixture.recorder.unreadable.next()
    #expect(call.kind == hook && call.reason.hasPrefix(reason))
    #expect(call.body == Array(body.utf8))
    await fixture.listener.stop()
  }

  @Test(
    "are reported whatever their method and address are",
    arguments: [
      ("PUT", "receipt", 405, "receipt", "PUT instead of POST"),
      ("GET", "message", 405, "message", "GET instead of POST"),
      ("BREW", "message", 405, "message", "another method instead of POST"),
      ("POST", "healthz", 405, "other", "POST instead of GET"),
      ("POST", "inbound", 404, "other", "the address is neither that of receipts nor"),
      ("POST", "receipt/x", 404, "other", "the address is neither"),
      ("POST", "", 404, "other", "the address is neither"),
    ]
  )
  func misdirected(
    _ method: String,
    _ hook: String,
    _ status: Int,
    _ kind: String,
    _ reason: String
  ) async throws {
    let fixture = try await ListenerFixture.open()
    let request = Caller.request(method, ListenerFixture.path(hook), body: "<a canary>")
    #expect(try await Caller.call(fixture.port, request)?.status == status)
    let call = try await fixture.recorder.unreadable.next()
    #expect(call.kind == kind && call.reason.hasPrefix(reason), "\(call)")
    #expect(call.body == Array("<a canary>".utf8))
    await fixture.listener.stop()
  }

  @Test("are reported with their first 64 KiB when they are larger", arguments: [true, false])
  func large(isChunked: Bool) async throws {
    let fixture = try await ListenerFixture.open()
    let body = (0..<20_000).map { "\($0) " }.joined()
    let caller = try Caller(port: fixture.port)
    let framing =
      isChunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: \(body.utf8.count)\r\n"
    let size = String(body.utf8.count, radix: 16)
    try await caller.write(
      "POST \(ListenerFixture.path("message")) HTTP/1.1\r\nHost: a\r\n\(framing)\r\n"
        + (isChunked ? "\(size)\r\n\(body)\r\n0\r\n\r\n" : body)
    )
    #expect(await caller.answer()?.status == 413)
    let call = try await fixture.recorder.unreadable.next()
    #expect(call.reason == "larger than 65536 bytes, of which the first are kept")
    #expect(call.body == Array(body.utf8.prefix(65_536)))
    // Once: the next report is that of another call.
    #expect(try await fixture.post("receipt", "{") == 400)
    #expect(try await fixture.recorder.unreadable.next().reason == "no JSON object")
    await fixture.listener.stop()
  }

  @Test(
    "are reported when they break off, or are no plain HTTP",
    arguments: [
      ("Content-Length: 9\r\n\r\n{\"id", "{\"id", "it was cut off, or is not plain HTTP"),
      ("Content-Le", "", "it was cut off, or is not plain HTTP"),
      ("Content-Length: +2\r\n\r\n{}", "", "it was cut off, or is not plain HTTP"),
      ("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "", "not plain HTTP: it has more than"),
    ]
  )
  func broken(_ rest: String, _ body: String, _ reason: String) async throws {
    let fixture = try await ListenerFixture.open()
    do {
      let caller = try Caller(port: fixture.port)
      try await caller.write(
        "POST \(ListenerFixture.path("message")) HTTP/1.1\r\nHost: a\r\n\(rest)"
      )
      try await fixture.catchUp()
    }
    let call = try await fixture.recorder.unreadable.next()
    #expect(call.kind == "message" && call.reason.hasPrefix(reason), "\(call)")
    #expect(call.body == Array(body.utf8))
    await fixture.listener.stop()
  }

  @Test("are reported with 200 when their id is that of another text")
  func contradiction() async throws {
    let fixture = try await ListenerFixture.open()
    let members = #""from":"12065550142","to":"12065550101","body":"Hello""#
    let texts = ["a", ListenerFixture.EventRecorder.contradictingID].map {
      #"{"id":"\#($0)",\#(members)}"#
    }
    for text in texts { #expect(try await fixture.post("message", text) == 200) }
    let call = try await fixture.recorder.unreadable.next()
    #expect(call.kind == "message" && call.reason.hasPrefix("its id is that of a text with"))
    #expect(call.body == Array(texts[1].utf8))
    await fixture.listener.stop()
  }

  @Test("do not include those that are whole, refused without the token, or wait when it stops")
  func none() async throws {
    let fixture = try await ListenerFixture.open()
    #expect(try await fixture.post("receipt", #"{"id":"a"}"#) == 200)
    let stranger = Caller.request("PUT", "/flowroute/x/receipt", body: "{")
    #expect(try await Caller.call(fixture.port, stranger)?.status == 404)
    fixture.recorder.hold()
    let caller = try Caller(port: fixture.port)
    try await caller.write(
      Caller.request("POST", ListenerFixture.path("receipt"), body: #"{"id":"b"}"#)
    )
    let begun = try Caller(port: fixture.port)
    try await begun.write("POST \(ListenerFixture.path("message")) HTTP/1.1\r\nHost: a\r\n")
    try await fixture.catchUp()
    await fixture.listener.stop()
    fixture.recorder.released.send(true)
    fixture.recorder.unreadable.send(UnreadableCall(kind: "", reason: "the first one", body: []))
    #expect(try await fixture.recorder.unreadable.next().reason == "the first one")
  }
}
