import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Replies", .serialized, .timeLimit(.minutes(5)), .throttled)
struct ReplyTests {
  let simulator: FlowrouteSimulator
  let lab: DaemonFixture
  let daemon: Daemon

  init() async throws {
    simulator = try await FlowrouteSimulator.start()
    lab = try DaemonFixture(
      port: simulator.port,
      members: "listener: { port: 0 },",
      spoolMembers: #" auto_replies: [{ match: "help", body: "Call 206-555-0100." }]"#
    )
    daemon = try await lab.start()
    let url = await daemon.callbackURLs?.messages
    await simulator.setCallbacks(messages: url, receipts: nil)
  }

  private func reply(
    _ body: String,
    from: String = "12065550142",
    copies: Int = 1
  ) async throws -> String {
    let reply = HandsetReply(from: from, to: "12065550101", body: body, copies: copies)
    return try #require(await simulator.receive(reply))
  }

  private func end() async {
    await daemon.drain()
    await simulator.stop()
  }

  @Test("are written to received/, once, and name the message that they answer")
  func received() async throws {
    try lab.submit("one")
    _ = try await lab.result("one", is: "sent")
    let id = try await reply("A canary\nof a reply", copies: 3)
    let file = try await lab.received(id)
    #expect(file.members.map(\.name) == ["id", "from", "to", "body", "received_at", "in_reply_to"])
    #expect(file["id"]?.string == id && file["from"]?.string == "12065550142")
    #expect(file["to"]?.string == "12065550101" && file["in_reply_to"]?.string == "one")
    #expect(file["body"]?.string == "A canary\nof a reply")
    try lab.drop("answer", #"{"in_reply_to": "\#(id)", "body": "Thank you."}"#)
    let answer = try await lab.result("answer", is: "sent")
    #expect(answer["to"]?.string == "12065550142" && answer["from"]?.string == "12065550101")
    await simulator.wait { $0.callbacks >= 3 }
    #expect(try lab.receivedCount() == 1)
    await end()
    #expect(!lab.log.joined().contains("canary") && !lab.log.joined().contains("12065550142"))
    #expect(lab.log.count { $0.contains(" received spool=default") } == 1)
  }

  @Test("STOP keeps messages and codes back, without a call, until UNSTOP")
  func stop() async throws {
    let id = try await reply("STOP")
    _ = try await lab.received(id)
    try lab.submit("one")
    let failed = try await lab.result("one", is: "failed")["error"]?.object
    #expect(failed?["code"]?.string == "recipient_opted_out")
    #expect(failed?["hint"]?.string?.contains("UNSTOP") == true)
    try lab.drop("login", #"{"kind": "verify", "to": "12065550142"}"#)
    let login = try await lab.result("login", is: "failed")
    #expect(login["verification"] == nil)
    let refused = login["error"]?.object
    #expect(refused?["code"]?.string == "recipient_opted_out")
    try lab.submit("other", to: "12065550143")
    _ = try await lab.result("other", is: "sent")

    _ = try await lab.received(try await reply("Unstop"))
    try lab.submit("two")
    _ = try await lab.result("two", is: "sent")
    // The code that was refused is none: it was not sent, so another may go at once.
    #expect(refused?["retry_at"] == nil)
    try lab.drop("again", #"{"kind": "verify", "to": "12065550142"}"#)
    _ = try await lab.result("again", is: "sent")
    #expect(
      await simulator.messages.map(\.to) == ["12065550143", "12065550142", "12065550142"]
    )
    await end()
  }

  @Test("HELP is answered by itself, once an hour")
  func help() async throws {
    let id = try await reply("Help")
    let answer = try await lab.result("reply-\(id)", is: "sent")
    #expect(answer["to"]?.string == "12065550142" && answer["from"]?.string == "12065550101")
    _ = try await lab.received(try await reply("HELP"))
    // Our own number is another machine.
    _ = try await lab.received(try await reply("HELP", from: "12065550101"))
    await end()
    #expect(await simulator.messages.map(\.body) == ["Call 206-555-0100."])
  }

  @Test("under the id of another text are answered, and kept for the operator")
  func contradiction() async throws {
    for text in ["One", "One", "Two"] {
      let body =
        #"{"id": "mdr2-7", "from": "12065550142", "to": "12065550101", "body": "\#(text)"}"#
      #expect(try await post(body).hasPrefix("HTTP/1.1 200 "))
    }
    #expect(try await lab.received("mdr2-7")["body"]?.string == "One")
    let state = try Directory(path: lab.directory.path("state"))
    let name: FileName = "unreadable-calls"
    let calls = try await DirectoryWatch.wait(in: state) {
      try state.contains(name) ? state.directory(name) : nil
    }
    let kept = try await DirectoryWatch.wait(in: calls) {
      var listing = try calls.listing()
      return try listing.next().map { try calls.read($0.name, upTo: 1_024) }
    }
    #expect(String(decoding: kept, as: UTF8.self).contains(#""body": "Two""#))
    await end()
    let lines = lab.log.filter { $0.contains("call unreadable") }
    #expect(lines.count == 1 && lines.joined().contains("its id is that of a text with another"))
  }

  /// Calls the address of messages with a body.
  private func post(_ body: String) async throws -> String {
    let url = try #require(await daemon.callbackURLs?.messages)
    let port = try #require(CallbackPort.of(url))
    let path = url.split(separator: "/").dropFirst(2).joined(separator: "/")
    let socket = try FileDescriptor.connected(toLoopback: port, patience: 60)
    let head = "Host: a\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    try socket.write(Array("POST /\(path) HTTP/1.1\r\n\(head)\(body)".utf8))
    return String(decoding: try socket.read(upTo: 4_096), as: UTF8.self)
  }

  @Test("call again after a reload with another token")
  func newToken() async throws {
    let old = try #require(await daemon.callbackURLs?.messages)
    try lab.remove("state/callback-token")
    await daemon.reload()
    let new = try #require(await daemon.callbackURLs?.messages)
    #expect(old != new)
    _ = try await reply("lost")
    await simulator.wait { $0.failedCallbacks == 1 }
    await simulator.setCallbacks(messages: new, receipts: nil)
    _ = try await lab.received(try await reply("found"))
    await end()
  }
}
