import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSFlowroute
@testable import SMSHTTP

@Suite("A provider's answer over a real socket", .throttled)
struct AnswerWireTests {
  struct Row: CustomTestStringConvertible {
    var name: String
    var answer: Answer
    var kind: OutcomeKind
    var code: ErrorCode?
    var id: String?
    var testDescription: String { name }
  }

  private static let good = #"{"data":{"id":"mdr2-0123","type":"message"}}"#

  private func attempt(at answer: Answer) async throws -> (Attempt, [String]) {
    let server = try RawServer(answering: answer)
    let fixture = try await TransportFixture(base: server.url)
    let attempt = try await fixture.send()
    return (attempt, server.requests)
  }

  @Test(
    "with a 2xx status line is an acceptance, whatever follows",
    arguments: [
      Row(name: "202", answer: .status(202, good), kind: .accepted, id: "mdr2-0123"),
      Row(name: "200", answer: .status(200, good), kind: .accepted, id: "mdr2-0123"),
      Row(name: "no body", answer: .status(204, ""), kind: .accepted),
      Row(name: "no JSON", answer: .status(202, "Thanks"), kind: .accepted),
      Row(name: "page", answer: .status(202, "<p>Thanks</p>"), kind: .doubt),
      Row(name: "no id", answer: .status(202, "{}"), kind: .accepted),
      Row(
        name: "body cut short",
        answer: .bytes("HTTP/1.1 202 x\r\nContent-Length: 900\r\n\r\n" + good),
        kind: .accepted,
        id: "mdr2-0123"
      ),
      Row(
        name: "body cut within the id",
        answer: .bytes("HTTP/1.1 202 x\r\nContent-Length: 900\r\n\r\n" + #"{"data":{"id":"mdr2"#),
        kind: .accepted
      ),
      Row(
        name: "reset within the body",
        answer: .bytes("HTTP/1.1 202 x\r\nContent-Length: 900\r\n\r\n" + good, then: .reset),
        kind: .accepted
      ),
      Row(
        name: "two lengths",
        answer: .bytes("HTTP/1.1 202 x\r\nContent-Length: 2\r\nContent-Length: 7\r\n\r\n{}"),
        kind: .accepted
      ),
      Row(
        name: "bad chunk size",
        answer: .bytes("HTTP/1.1 202 x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
        kind: .accepted
      ),
      Row(
        name: "a header of 200 kB",
        answer: .bytes("HTTP/1.1 202 x\r\nX: \(String(repeating: "a", count: 200_000))\r\n\r\n"),
        kind: .accepted
      ),
      Row(
        name: "said to be gzip",
        answer: .bytes("HTTP/1.1 202 x\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
        kind: .accepted
      ),
    ]
  )
  func accepted(row: Row) async throws {
    let (attempt, requests) = try await attempt(at: row.answer)
    #expect(attempt.kind == row.kind)
    #expect(requests.count == 1)
    if case .accepted(let id, _) = attempt.outcome, row.name != "reset within the body" {
      #expect(id == row.id)
    }
  }

  @Test(
    "may be odd as long as it is legal",
    arguments: [
      Row(
        name: "no blank after the colon",
        answer: .bytes("HTTP/1.1 202 Accepted\r\nContent-Length:\(good.utf8.count)\r\n\r\n\(good)"),
        kind: .accepted,
        id: "mdr2-0123"
      ),
      Row(
        name: "no reason",
        answer: .bytes("HTTP/1.1 202\r\nContent-Length: \(good.utf8.count)\r\n\r\n\(good)"),
        kind: .accepted,
        id: "mdr2-0123"
      ),
      Row(
        name: "line ends without carriage returns",
        answer: .bytes("HTTP/1.1 202 x\nContent-Length: \(good.utf8.count)\n\n\(good)"),
        kind: .accepted,
        id: "mdr2-0123"
      ),
      Row(
        name: "HTTP/1.0 without a length",
        answer: .bytes("HTTP/1.0 202 x\r\n\r\n\(good)"),
        kind: .accepted,
        id: "mdr2-0123"
      ),
      Row(
        name: "chunks with a trailer",
        answer: .bytes(
          "HTTP/1.1 202 x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "\(String(good.utf8.count, radix: 16));a=b\r\n\(good)\r\n0\r\nDate: x\r\n\r\n"
        ),
        kind: .accepted,
        id: "mdr2-0123"
      ),
      Row(
        name: "100, 102 and 103 first",
        answer: .bytes(
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 x\r\n\r\nHTTP/1.1 103 x\r\nA: b\r\n\r\n"
            + "HTTP/1.1 202 x\r\nContent-Length: \(good.utf8.count)\r\n\r\n\(good)"
        ),
        kind: .accepted,
        id: "mdr2-0123"
      ),
    ]
  )
  func odd(row: Row) async throws {
    let (attempt, _) = try await attempt(at: row.answer)
    #expect(attempt.outcome == .accepted(providerMessageID: row.id, httpStatus: 202))
  }

  @Test("in Latin-1 is taken as it is")
  func latin1() async throws {
    let head = Array("HTTP/1.1 202 x\r\nX-Name: Caf".utf8) + [0xE9]
    let rest = Array("\r\nContent-Length: 2\r\n\r\n{}".utf8)
    let (attempt, _) = try await attempt(at: Answer(bytes: head + rest))
    #expect(attempt.kind == .accepted)
  }

  @Test(
    "that is none, or broken, leaves doubt, and only one copy at the server",
    arguments: [
      Row(name: "nothing", answer: .bytes(""), kind: .doubt, code: .connectionLost),
      Row(name: "a reset", answer: .bytes("", then: .reset), kind: .doubt, code: .connectionLost),
      Row(
        name: "half a status line",
        answer: .bytes("HTTP/1.1 20"),
        kind: .doubt,
        code: .connectionLost
      ),
      Row(
        name: "half a status line and a reset",
        answer: .bytes("HTTP/1.1 20", then: .reset),
        kind: .doubt,
        code: .connectionLost
      ),
      Row(name: "HTTP/0.9", answer: .bytes(good), kind: .doubt, code: .connectionLost),
      Row(
        name: "only an interim answer",
        answer: .bytes("HTTP/1.1 102 x\r\n\r\n"),
        kind: .doubt,
        code: .connectionLost
      ),
      Row(
        name: "a 400 cut short",
        answer: .bytes("HTTP/1.1 400 x\r\nContent-Length: 9\r\n\r\n{"),
        kind: .doubt,
        code: .connectionLost
      ),
      Row(
        name: "a 503 cut short",
        answer: .bytes("HTTP/1.1 503 x\r\nContent-Length: 9\r\n\r\n{"),
        kind: .doubt,
        code: .connectionLost
      ),
    ]
  )
  func doubt(row: Row) async throws {
    let (attempt, requests) = try await attempt(at: row.answer)
    #expect(attempt.kind == .doubt)
    #expect(attempt.error?.code == row.code)
    #expect(attempt.hasLeft)
    #expect(requests.count == 1)
  }

  @Test(
    "401 never hangs, whatever the challenge",
    arguments: [
      nil, "Basic realm=\"x\"", "Bearer", "Basic", "\"", ",,=,", "Digest nonce=x", "NTLM",
    ]
  )
  func challenge(challenge: String?) async throws {
    let header = challenge.map { "WWW-Authenticate: \($0)\r\n" } ?? ""
    let answer = "HTTP/1.1 401 Unauthorized\r\n\(header)Content-Length: 0\r\n\r\n"
    let (attempt, requests) = try await attempt(at: .bytes(answer, then: .stay))
    #expect(attempt.kind == .account)
    #expect(attempt.error?.code == .unauthorized)
    #expect(requests.count == 1)
  }

  @Test(
    "that redirects is not followed, and the other host hears nothing",
    arguments: [301, 302, 303, 307, 308]
  )
  func redirect(status: Int) async throws {
    let other = try RawServer(answering: .status(202, Self.good))
    for location in [
      "\(other.url)/v2.1/messages", "/elsewhere", "::broken::", "",
      "/" + String(repeating: "a", count: 200_000),
    ] {
      let answer = "HTTP/1.1 \(status) x\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n"
      let (attempt, requests) = try await attempt(at: .bytes(answer))
      #expect(attempt.kind == .account)
      #expect(attempt.error?.code == .wrongEndpoint)
      #expect(requests.count == 1)
      #expect((attempt.error?.reason?.utf8.count ?? 0) < 300)
    }
    #expect(other.connectionCount == 0)
  }

  @Test(
    "that asks for patience is heard, as far as that makes sense",
    arguments: [
      ("7", 7.0), ("0", 0), ("99999999999999999999", nil), ("-7", nil), ("soon", nil), ("", nil),
      ("Mon, 01 Jan 2018 00:00:00 GMT", nil), ("Fri, 01 Jan 2038 00:00:00 GMT", nil),
    ] as [(String, Double?)]
  )
  func patience(field: String, seconds: Double?) async throws {
    for status in [429, 503] {
      let (attempt, _) = try await attempt(
        at: .status(status, "", headers: "Retry-After: \(field)\r\n")
      )
      guard case .refused(_, let wait) = attempt.outcome else {
        Issue.record("\(attempt.outcome) is no refusal")
        continue
      }
      #expect(wait?.seconds == seconds)
    }
  }

  @Test("with a page of a gateway keeps its words")
  func gatewayPage() async throws {
    let page = "<html><title>502 Bad Gateway</title><body>nginx</body></html>"
    let (attempt, _) = try await attempt(at: .status(502, page))
    #expect(attempt.kind == .doubt)
    #expect(attempt.error?.code == .providerUnavailable)
    #expect(attempt.error?.detail == "502 Bad Gateway nginx")
  }

  @Test("never brings the message's text or the keys into the error")
  func canary() async throws {
    let text = "canary of the text 4821"
    let body = #"{"errors":[{"title":"Bad","detail":"no: \#(text)","source":"\#(text)"}]}"#
    let server = try RawServer(answering: .status(400, body))
    let fixture = try await TransportFixture(base: server.url)
    let error = try await fixture.send(try .sample(text: text)).error
    #expect(error?.detail == "Bad: no: …")
    let dumped = String(reflecting: error)
    #expect(!dumped.contains("canary") && !dumped.contains(TransportFixture.accessKey))
  }

  @Test("that unfolds to 64 MiB is taken as it came")
  func bomb() async throws {
    let directory = try TemporaryDirectory()
    let script = "head -c 67108864 /dev/zero | gzip -9 >\"$1\""
    let pack = ChildCommand("sh", ["-c", script, "sh", directory.path("bomb")])
    #expect(try await ChildProcess(pack).wait() == .exited(0))
    let body = try directory.directory.read("bomb", upTo: 1 << 20)
    let head = "HTTP/1.1 202 x\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
    let (attempt, requests) = try await attempt(at: Answer(bytes: Array(head.utf8) + body))
    #expect(attempt.outcome == .accepted(providerMessageID: nil, httpStatus: 202))
    // Nobody asked for it.
    #expect(requests.first?.lowercased().contains("accept-encoding") == false)
  }

  @Test("of 10 MiB is read to its end, and 64 KiB of it are kept")
  func large() async throws {
    let size = 10 << 20
    let head = Array(
      "HTTP/1.1 202 x\r\nContent-Length: \(size)\r\n\r\n{\"data\":{\"id\":\"a\"}".utf8
    )
    let filler = [UInt8](repeating: 0x20, count: size - 17)
    let (attempt, _) = try await attempt(at: Answer(bytes: head + filler))
    #expect(attempt.outcome == .accepted(providerMessageID: "a", httpStatus: 202))
    var progress = TransferProgress(
      request: TransferRequest(sending: try .sample(), api: .v2),
      beganAt: MonotonicTime(nanoseconds: 0)
    )
    filler.withUnsafeBufferPointer { progress.take(body: $0) }
    filler.withUnsafeBufferPointer { progress.take(body: $0) }
    #expect(progress.body.count == 64 << 10)
    #expect(progress.isCut)
  }
}
