import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Replies", .serialized, .timeLimit(.minutes(10)), .throttled)
struct ReplyTests {
  let simulator: FlowrouteSimulator
  let fixture: DaemonFixture
  let daemon: Daemon

  init() async throws {
    simulator = try await FlowrouteSimulator.start()
    fixture = try DaemonFixture(
      port: simulator.port,
      members: "listener: { port: 0 },",
      spoolMembers: """
         auto_replies: [{ match: "help", body: "Call 206-555-0100." }],
          opt_out_confirmation: "You get no more texts."
        """
    )
    daemon = try await fixture.start()
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
    try fixture.submit("one")
    _ = try await fixture.result("one", is: "sent")
    let id = try await reply("A canary\nof a reply", copies: 3)
    let file = try await fixture.received(id)
    #expect(file.members.map(\.name) == ["id", "from", "to", "body", "received_at", "in_reply_to"])
    #expect(file["id"]?.string == id && file["from"]?.string == "12065550142")
    #expect(file["to"]?.string == "12065550101" && file["in_reply_to"]?.string == "one")
    #expect(file["body"]?.string == "A canary\nof a reply")
    try fixture.drop("answer", #"{"in_reply_to": "\#(id)", "body": "Thank you."}"#)
    let answer = try await fixture.result("answer", is: "sent")
    #expect(answer["to"]?.string == "12065550142" && answer["from"]?.string == "12065550101")
    await simulator.wait { $0.callbacks >= 3 }
    #expect(try fixture.receivedCount() == 1)
    await end()
    #expect(
      !fixture.log.joined().contains("canary") && !fixture.log.joined().contains("12065550142")
    )
    #expect(fixture.log.count { $0.contains(" received spool=default") } == 1)
  }

  @Test("STOP keeps messages and codes back, without a call, until UNSTOP")
  func stop() async throws {
    let id = try await reply("STOP")
    _ = try await fixture.received(id)
    try fixture.submit("one")
    let failed = try await fixture.result("one", is: "failed")["error"]?.object
    #expect(failed?["code"]?.string == "recipient_opted_out")
    #expect(failed?["hint"]?.string?.contains("UNSTOP") == true)
    try fixture.drop("login", #"{"kind": "verify", "to": "12065550142"}"#)
    let login = try await fixture.result("login", is: "failed")
    #expect(login["verification"] == nil)
    let refused = login["error"]?.object
    #expect(refused?["code"]?.string == "recipient_opted_out")
    try fixture.submit("other", to: "12065550143")
    _ = try await fixture.result("other", is: "sent")

    _ = try await fixture.received(try await reply("Unstop"))
    try fixture.submit("two")
    _ = try await fixture.result("two", is: "sent")
    // The code that was refused is none: it was not sent, so another may go at once.
    #expect(refused?["retry_at"] == nil)
    try fixture.drop("again", #"{"kind": "verify", "to": "12065550142"}"#)
    _ = try await fixture.result("again", is: "sent")
    #expect(
      await simulator.messages.map(\.to) == ["12065550143", "12065550142", "12065550142"]
    )
    await end()
  }

  @Test("an opt-out that the network does not answer is confirmed once, one by STOP never")
  func confirmation() async throws {
    let id = try await reply("Unsubscribe")
    let sent = try await fixture.result("reply-\(id)", is: "sent")
    #expect(sent["to"]?.string == "12065550142" && sent["from"]?.string == "12065550101")
    for word in ["quit", "STOP", "cancel", "HELP"] {
      _ = try await fixture.received(try await reply(word))
    }
    for word in ["STOP", "Stop.", "“stop”"] {
      _ = try await fixture.received(try await reply(word, from: "12065550143"))
    }
    try fixture.submit("one")
    _ = try await fixture.result("one", is: "failed")
    await end()
    #expect(await simulator.messages.map(\.body) == ["You get no more texts."])
  }

  @Test("HELP is answered by itself, once an hour")
  func help() async throws {
    let id = try await reply("Help")
    let answer = try await fixture.result("reply-\(id)", is: "sent")
    #expect(answer["to"]?.string == "12065550142" && answer["from"]?.string == "12065550101")
    _ = try await fixture.received(try await reply("HELP"))
    // Our own number is another machine.
    _ = try await fixture.received(try await reply("HELP", from: "12065550101"))
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
    #expect(try await fixture.received("mdr2-7")["body"]?.string == "One")
    let state = try Directory(path: fixture.directory.path("state"))
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
    let lines = fixture.log.filter { $0.contains("call unreadable") }
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
    try fixture.remove("state/callback-token")
    await daemon.reload()
    let new = try #require(await daemon.callbackURLs?.messages)
    #expect(old != new)
    _ = try await reply("lost")
    await simulator.wait { $0.failedCallbacks == 1 }
    await simulator.setCallbacks(messages: new, receipts: nil)
    _ = try await fixture.received(try await reply("found"))
    await end()
  }
}
