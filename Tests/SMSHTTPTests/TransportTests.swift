import SMSCore
import SMSHTTP
import TestSupport
import Testing

@Suite("The transport", .timeLimit(.minutes(10)), .throttled)
struct TransportTests {
  /// A channel whose events a test can wait for.
  private struct Listening {
    let channel: Channel
    let events = Mailbox<TransportEvent>()

    init(_ url: String) throws {
      let events = events
      let endpoint = Endpoint(
        base: try BaseURL(url),
        keys: KeyPair(accessKey: "Aladdin", secretKey: "open sesame")
      )
      channel = Channel(endpoint: endpoint) { batch in
        for event in batch { events.send(event) }
      }
    }

    /// Waits for the end of a transfer.
    func ending() async throws -> (TransferRequest, TransferResult) {
      while true {
        if case .ended(let request, let result) = try await events.next() {
          return (request, result)
        }
      }
    }
  }

  @Test("reports a request by its tag, first as leaving and then as ended")
  func tags() async throws {
    let server = try ScriptedServer(.readRequest, .answer("202 Accepted", body: "{}"))
    let listening = try Listening(server.url)
    let transport = try await Transport.start()
    let request = TransferRequest(tag: "the tag", path: "/a?b=c", content: .get)
    transport.begin([request], on: listening.channel)
    guard case .left(let leaving, let time) = try await listening.events.next(),
      case .ended(let ended, let result) = try await listening.events.next()
    else {
      Issue.record("it did not leave first and end then")
      return
    }
    #expect(leaving.tag as? String == "the tag" && ended.tag as? String == "the tag")
    #expect(result.status == 202 && result.body == Array("{}".utf8) && result.failure == nil)
    #expect(result.leftAt == time && result.beganAt <= time && time <= result.endedAt)
    let head = try await server.requests.next().head
    #expect(head.contains("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))
  }

  @Test("sends each request with its method, its path and its body, one after the other")
  func methods() async throws {
    let rows: [(TransferRequest.Content, line: String, body: String)] = [
      (.post(Array("{\"a\":1}".utf8)), "POST /x HTTP/1.1", "{\"a\":1}"),
      (.delete, "DELETE /x HTTP/1.1", ""), (.put(Array("[]".utf8)), "PUT /x HTTP/1.1", "[]"),
      (.get, "GET /x HTTP/1.1", ""), (.post([]), "POST /x HTTP/1.1", ""),
    ]
    let server = try ScriptedServer { _ in
      rows.flatMap { _ in [.readRequest, .answer("200 OK")] }
    }
    let listening = try Listening(server.url)
    let transport = try await Transport.start()
    for row in rows {
      let request = TransferRequest(tag: row.line, path: "/x", content: row.0)
      transport.begin([request], on: listening.channel)
      #expect(try await listening.ending().1.status == 200)
      let received = try await server.requests.next()
      #expect(received.head.hasPrefix(row.line + "\r\n"))
      #expect(received.body == Array(row.body.utf8))
      #expect(received.connection == 0)
    }
  }

  @Test("keeps of a body what was asked for, and says whether it was longer", arguments: [3, 4, 5])
  func kept(_ count: Int) async throws {
    let server = try ScriptedServer(.readRequest, .answer("200 OK", body: "abcd"))
    let listening = try Listening(server.url)
    let transport = try await Transport.start()
    let request = TransferRequest(tag: 0, path: "/", content: .get, kept: count)
    transport.begin([request], on: listening.channel)
    let result = try await listening.ending().1
    #expect(result.body == Array("abcd".utf8.prefix(count)))
    #expect(result.isCut == (count < 4))
    #expect(result.failure == nil)
  }

  @Test("cancels the transfers of one channel, and those of no other")
  func cancel() async throws {
    let silent = try ScriptedServer(.readRequest, .hang)
    let gate = Gate()
    let slow = try ScriptedServer(.readRequest, .wait(gate), .answer("200 OK"))
    let transport = try await Transport.start()
    let canceled = try Listening(silent.url)
    let other = try Listening(slow.url)
    let request = TransferRequest(tag: 0, path: "/", content: .get)
    transport.begin([request], on: canceled.channel)
    transport.begin([request], on: other.channel)
    _ = try await silent.requests.next()
    _ = try await slow.requests.next()
    transport.cancelAll(on: canceled.channel)
    let result = try await canceled.ending().1
    #expect(result.failure == .canceled && result.leftAt != nil && result.status == nil)
    gate.open()
    #expect(try await other.ending().1.status == 200)
  }

  @Test("reports what is under way on a channel that was let go")
  func retire() async throws {
    let gate = Gate()
    let server = try ScriptedServer(.readRequest, .wait(gate), .answer("200 OK"))
    let transport = try await Transport.start()
    let listening = try Listening(server.url)
    let request = TransferRequest(tag: 0, path: "/", content: .get)
    transport.begin([request], on: listening.channel)
    _ = try await server.requests.next()
    transport.retire(listening.channel)
    gate.open()
    #expect(try await listening.ending().1.status == 200)
  }
}
