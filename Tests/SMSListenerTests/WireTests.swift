import FlowrouteSimulator
import SMSCore
import SMSListener
import SMSSystem
import TestSupport
import Testing

@Suite("What the provider's calls say", .timeLimit(.minutes(10)), .throttled)
struct WireTests {
  /// What a body is read as.
  private static func event(_ hook: String, _ body: String) async throws -> WebhookEvent {
    let fixture = try await ListenerFixture.open()
    #expect(try await fixture.post(hook, body) == 200)
    let batch = try await fixture.recorder.batches.next()
    await fixture.listener.stop()
    return try #require(batch.first)
  }

  private static func number(_ value: UInt64) throws -> PhoneNumber {
    try PhoneNumber(value: value)
  }

  @Test("a receipt as documented")
  func wrapped() async throws {
    let event = try await Self.event(
      "receipt",
      """
      {"data":{"type":"delivery_receipt","id":"mdr2-39cd0aceb66e41e78ff806cd7f24ba2d",
        "links":{"related":"https://api.flowroute.com/v2.1/messages/mdr2-39"},
        "attributes":{"level":2,"status":"message buffered","status_code":1003,
          "status_code_description":"Message accepted by Carrier",
          "timestamp":"2017-12-21T16:44:35+00:00","body":"Build 912 failed","new":[{"x":1.5}]}}}
      """
    )
    let receipt = Receipt(
      messageID: "mdr2-39cd0aceb66e41e78ff806cd7f24ba2d",
      level: 2,
      status: "message buffered",
      code: 1003,
      description: "Message accepted by Carrier",
      at: WallTime(milliseconds: 1_513_874_675_000)
    )
    #expect(event == .receipt(receipt))
  }

  @Test("a receipt of level 1, whose code is null, and one whose numbers are strings")
  func lenient() async throws {
    let first = try await Self.event(
      "receipt",
      #"{"data":{"id":"a","attributes":{"level":1,"status":"smsc submit","status_code":null}}}"#
    )
    #expect(first == .receipt(Receipt(messageID: "a", level: 1, status: "smsc submit")))
    let second = try await Self.event(
      "receipt",
      #"{"data":{"id":"a","attributes":{"level":"2","status":"x","status_code":"1110"}}}"#
    )
    #expect(second == .receipt(Receipt(messageID: "a", level: 2, status: "x", code: 1110)))
  }

  @Test("a receipt without data, as some accounts get it")
  func flat() async throws {
    let event = try await Self.event(
      "receipt",
      """
      {"type":"delivery_receipt","id":"mdr2-04","attributes":{"to":"12065550142",
        "from":"12065550101","body":"A canary","status":"message buffered","status_code":1003}}
      """
    )
    let receipt = Receipt(
      messageID: "mdr2-04",
      status: "message buffered",
      code: 1003,
      to: try Self.number(12_065_550_142),
      from: try Self.number(12_065_550_101)
    )
    #expect(event == .receipt(receipt))
  }

  @Test("a text in both shapes, whatever its id begins with", arguments: ["mdr1-0f", "mdr2-4e"])
  func messages(_ id: String) async throws {
    let expected = WebhookEvent.message(
      InboundMessage(
        id: id,
        from: "12065550142",
        to: try Self.number(12_065_550_101),
        body: "yes \"é\" 👍"
      )
    )
    let flat = #"{"id":"\#(id)","to":"12065550101","from":"+12065550142","body":"yes \"é\" 👍"}"#
    #expect(try await Self.event("message", flat) == expected)
    let wrapped = """
      {"data":{"type":"message","id":"\(id)","attributes":{"direction":"inbound",
        "from":"12065550142","to":"+12065550101","body":"yes \\"\\u00e9\\" \\ud83d\\udc4d",
        "is_mms":false,"amount_nanodollars":"7000000"}}}
      """
    #expect(try await Self.event("message", wrapped) == expected)
  }

  @Test(
    "a text from a foreign number keeps that number, and is not a phone of the US",
    arguments: ["+47 22 65 55 01", "+4722655501", "004722655501", "447700900123"]
  )
  func foreign(from: String) async throws {
    let event = try await Self.event(
      "message",
      #"{"id":"mdr2-f","to":"12065550101","from":"\#(from)","body":"STOP"}"#
    )
    let message = InboundMessage(
      id: "mdr2-f",
      from: from,
      to: try Self.number(12_065_550_101),
      body: "STOP"
    )
    #expect(event == .message(message))
    #expect(message.phone == nil)
  }

  /// As long as signed links of an object store are, and longer.
  private static let signedURL =
    "https://media.example.com/1.png?signature=" + String(repeating: "a", count: 4_000)

  @Test("a receipt that comes to the address of texts is a receipt, and the other way round")
  func otherAddress() async throws {
    let receipt = #"{"id":"mdr2-r","attributes":{"status":"x","status_code":1004}}"#
    guard case .receipt = try await Self.event("message", receipt) else {
      Issue.record("not a receipt")
      return
    }
    let typed = #"{"type":"delivery_receipt","id":"mdr2-s","attributes":{"status":"smsc submit"}}"#
    guard case .receipt = try await Self.event("message", typed) else {
      Issue.record("not a receipt")
      return
    }
    let text = """
      {"data":{"type":"message","id":"mdr2-t","attributes":{"from":"12065550142",
        "to":"12065550101","body":"Hello","status":"delivered"}}}
      """
    guard case .message = try await Self.event("receipt", text) else {
      Issue.record("not a text")
      return
    }
  }

  @Test("a picture without a text, from a short code")
  func pictures() async throws {
    let event = try await Self.event(
      "message",
      """
      {"data":{"id":"mdr2-m","attributes":{"from":"24273","to":"12065550101","body":null,
        "is_mms":true,"status":""},"relationships":{"media":{"data":[{"id":"1","type":"media"}]}}},
       "included":[{"id":"1","type":"media","attributes":{"file_size":3,"file_name":"a.png",
        "mime_type":"image/png","url":"\(Self.signedURL)"}},
        {"id":"2","type":"media","attributes":{"url":"https://media.example.com/2"}},
        {"id":"3","type":"media","attributes":{"url":"https://media.example.com/ 3"}}]}
      """
    )
    let message = InboundMessage(
      id: "mdr2-m",
      from: "24273",
      to: try Self.number(12_065_550_101),
      body: "",
      media: [
        InboundMedia(url: Self.signedURL, type: "image/png", size: 3, name: "a.png"),
        InboundMedia(url: "https://media.example.com/2"),
      ]
    )
    #expect(event == .message(message))
  }

  @Test("the simulator's own texts and their repetitions", arguments: [true, false])
  func simulated(_ isFlat: Bool) async throws {
    let fixture = try await ListenerFixture.open()
    let simulator = try await FlowrouteSimulator.start()
    let url = "http://127.0.0.1:\(fixture.port)" + ListenerFixture.path("message")
    await simulator.setCallbacks(messages: url, receipts: nil)
    let id = await simulator.receive(
      HandsetReply(
        from: "12065550142",
        to: "12065550101",
        body: "Hello\n\"you\"",
        shape: isFlat ? .flat : .wrapped,
        copies: 2
      )
    )
    await simulator.wait { $0.callbacks == 2 }
    let events = try await fixture.recorder.batches.next() + fixture.recorder.batches.next()
    await simulator.stop()
    await fixture.listener.stop()
    let message = InboundMessage(
      id: try #require(id),
      from: "12065550142",
      to: try Self.number(12_065_550_101),
      body: "Hello\n\"you\""
    )
    #expect(events == [.message(message), .message(message)])
  }
}
