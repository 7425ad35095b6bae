import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("The connection to the provider", .throttled)
struct ConnectionTests {
  private static let good = Answer.status(202, #"{"data":{"id":"mdr2-0123"}}"#)

  @Test("is kept alive and used again")
  func keptAlive() async throws {
    let server = try RawServer(answering: Self.good)
    let fixture = try await TransportFixture(base: server.url)
    for job in 1...5 {
      #expect(try await fixture.send(job: Int64(job)).kind == .accepted)
    }
    #expect(server.connectionCount == 1)
    #expect(server.requests.count == 5)
  }

  @Test(
    "that dies when it is used again leaves doubt, and one copy at the server",
    arguments: [Answer.bytes(""), Answer.bytes("", then: .reset)]
  )
  func diesInUse(ending: Answer) async throws {
    let server = try RawServer(answering: [Self.good, ending, Self.good])
    let fixture = try await TransportFixture(base: server.url)
    #expect(try await fixture.send(job: 1).kind == .accepted)
    let second = try await fixture.send(try .sample(job: 2, text: "once"))
    #expect(second.kind == .doubt)
    #expect(second.error?.code == .connectionLost)
    #expect(server.requests.filter { $0.contains("once") }.count == 1)
    #expect(try await fixture.send(job: 3).kind == .accepted)
  }

  @Test("that was closed while idle is not used again")
  func diesIdle() async throws {
    var closing = Self.good
    closing.ending = .close
    let server = try RawServer(answering: closing)
    let fixture = try await TransportFixture(base: server.url)
    for job in 1...5 {
      #expect(try await fixture.send(job: Int64(job)).kind == .accepted)
      _ = try await server.ends.next()
    }
    #expect(server.requests.count == 5)
  }

  @Test("that says something unasked while idle costs no rest, and no answer")
  func talksIdle() async throws {
    var talking = Self.good
    talking.bytes += Array("HTTP/1.1 408 x\r\nContent-Length: 0\r\n\r\n".utf8)
    let server = try RawServer(answering: talking)
    let fixture = try await TransportFixture(base: server.url)
    for job in 1...5 {
      #expect(try await fixture.send(job: Int64(job)).kind == .accepted)
    }
    #expect(server.requests.count == 5)
  }

  @Test("that falls silent leaves doubt at the limit, and is reset")
  func silence() async throws {
    let server = try RawServer(answering: nil)
    let fixture = try await TransportFixture(base: server.url, timeout: 3)
    let attempt = try await fixture.send()
    #expect(attempt.kind == .doubt)
    #expect(attempt.error?.code == .timeout)
    #expect(attempt.took >= Interval(seconds: 2.9))
    #expect(try await server.ends.next() == .reset)
  }

  @Test("that drips a byte now and then ends at the limit")
  func drip() async throws {
    let text = "HTTP/1.1 202 x\r\nContent-Length: 2\r\n\r\n{}"
    let server = try RawServer(answering: Answer(bytes: Array(text.utf8), drip: 0.5))
    let fixture = try await TransportFixture(base: server.url, timeout: 3)
    let attempt = try await fixture.send()
    #expect(attempt.kind == .doubt)
    #expect(attempt.error?.code == .timeout)
  }

  @Test("that drips after the status line has accepted at the limit")
  func dripOfBody() async throws {
    let head = "HTTP/1.1 202 x\r\nContent-Length: 100\r\n\r\n"
    let server = try RawServer(answering: .bytes(head, then: .stay))
    let fixture = try await TransportFixture(base: server.url, timeout: 3)
    let attempt = try await fixture.send()
    #expect(attempt.outcome == .accepted(providerMessageID: nil, httpStatus: 202))
  }

  @Test("that is refused proves that nothing left")
  func refused() async throws {
    let refusing = try RawServer.Refusing()
    let fixture = try await TransportFixture(base: "http://127.0.0.1:\(refusing.port)")
    let attempt = try await fixture.send()
    #expect(attempt.kind == .unsent)
    #expect(attempt.error?.code == .connectionFailed)
    #expect(!attempt.hasLeft)
  }

  @Test("whose SYN is dropped is given up within the connect limit, and nothing left")
  func dropped() async throws {
    let full = try FullBacklog()
    let fixture = try await TransportFixture(
      base: "http://127.0.0.1:\(full.port)",
      connectTimeout: 0.3
    )
    let attempt = try await fixture.send()
    #expect(attempt.kind == .unsent)
    #expect(attempt.error?.code == .connectionFailed)
    #expect(!attempt.hasLeft)
    withExtendedLifetime(full) {}
  }

  @Test("to a name that does not exist proves that nothing left")
  func unknownName() async throws {
    // A label of more than 63 characters (RFC 1035) is refused without asking a server.
    let label = String(repeating: "a", count: 64)
    let fixture = try await TransportFixture(base: "https://\(label).example")
    let attempt = try await fixture.send()
    #expect(attempt.kind == .unsent)
    #expect(attempt.error?.code == .nameResolutionFailed)
    #expect(!attempt.hasLeft)
  }

  @Test("through a proxy shows it neither keys nor text, and its answers are not the provider's")
  func proxy() async throws {
    let answers: [(Answer, code: ErrorCode?)] = [
      (.status(407, ""), .proxyRefused), (.status(403, "no"), .proxyRefused),
      (.status(202, ""), nil), (.status(502, "x"), nil), (.bytes(""), nil),
    ]
    for (answer, code) in answers {
      let proxy = try RawServer(answering: answer)
      let fixture = try await TransportFixture(
        base: "https://api.flowroute.com",
        timeout: 1,
        proxy: proxy.url
      )
      let attempt = try await fixture.send()
      if let code {
        #expect(attempt.kind == .account)
        #expect(attempt.error?.code == code)
      } else {
        #expect([.unsent, .account].contains(attempt.kind))
      }
      #expect(!attempt.hasLeft)
      #expect(proxy.requests.first?.hasPrefix("CONNECT api.flowroute.com:443 HTTP/1.1") == true)
      #expect(!proxy.requests.joined().lowercased().contains("\r\nauthorization"))
      #expect(!proxy.requests.joined().contains("Hello"))
    }
  }

  @Test("is given up on demand: what had left is in doubt, what had not is unsent")
  func cancel() async throws {
    let server = try RawServer(answering: nil)
    let fixture = try await TransportFixture(base: server.url)
    fixture.provider.send([try .sample()])
    guard case .left = try await fixture.nextEvent() else {
      Issue.record("the request did not leave")
      return
    }
    fixture.provider.cancelAll()
    let inFlight = try await fixture.ending(hasLeft: true)
    #expect(inFlight.kind == .doubt)
    #expect(inFlight.error?.code == .interrupted)
    #expect(try await server.ends.next() == .reset)

    let nowhere = try await TransportFixture(base: "https://127.0.0.1:\(server.port)")
    nowhere.provider.send([try .sample()])
    nowhere.provider.cancelAll()
    let connecting = try await nowhere.ending()
    #expect(connecting.kind == .unsent)
    #expect(!connecting.hasLeft)
  }

  @Test("tells of the leaving before the answer, with a time between")
  func left() async throws {
    let server = try RawServer(answering: Self.good)
    let fixture = try await TransportFixture(base: server.url)
    let before = Clocks.monotonic
    fixture.provider.send([try .sample(job: 7)])
    guard case .left("main", JobNumber(7), let time) = try await fixture.nextEvent(),
      case .answered("main", JobNumber(7), _, let took) = try await fixture.nextEvent()
    else {
      Issue.record("no leaving, or no answer after it")
      return
    }
    #expect((before...Clocks.monotonic).contains(time.nanoseconds))
    #expect(took > .zero)
  }

  @Test("carries many at once, each told of once")
  func many() async throws {
    let server = try RawServer(answering: Self.good)
    let fixture = try await TransportFixture(base: server.url)
    fixture.provider.send(try (1...40).map { try .sample(job: $0, text: "message \($0).") })
    var left: [JobNumber: Int] = [:]
    var answered: [JobNumber: Int] = [:]
    while answered.count < 40 {
      switch try await fixture.nextEvent() {
      case .left(_, let job, _): left[job, default: 0] += 1
      case .answered(_, let job, let outcome, _):
        #expect(OutcomeKind(outcome) == .accepted)
        answered[job, default: 0] += 1
      case .probed, .listed: Issue.record("nobody probed or listed")
      }
    }
    #expect(left.count == 40 && left.values.allSatisfy { $0 == 1 })
    #expect(answered.values.allSatisfy { $0 == 1 })
    for job in 1...40 {
      #expect(server.requests.filter { $0.contains("message \(job).") }.count == 1)
    }
  }
}
