import SMSCore
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("An answer to a list call over a real socket", .throttled)
struct ListWireTests {
  private static let text = "canary of a text"

  private static let record =
    #"{"id":"mdr2-01","attributes":{"direction":"outbound","from":"12065550101","#
    + #""to":"12065550142","body":"\#(text)","timestamp":"2023-11-14T22:13:20Z"}}"#

  private static let good = #"{"data":[\#(record)],"links":{}}"#

  private static let chunked = "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n"

  private static let hex = String(good.utf8.count, radix: 16)

  private static func head(_ length: Int) -> String {
    "HTTP/1.1 200 x\r\nContent-Length: \(length)\r\n\r\n"
  }

  private func list(_ answers: Answer?..., timeout: Double = 20) async throws -> ListAnswer {
    let server = try RawServer(answering: answers)
    let fixture = try await TransportFixture(base: server.url, timeout: timeout)
    return try await fixture.list(.sample)
  }

  @Test("asks each version where its messages are", arguments: SMSFlowroute.APIVersion.allCases)
  func request(api: SMSFlowroute.APIVersion) async throws {
    let server = try RawServer(answering: .status(200, Self.good))
    let fixture = try await TransportFixture(base: server.url + "/base", api: api)
    #expect(try await fixture.list(.sample).page?.messages.count == 1)
    let request = try #require(server.requests.first)
    let line =
      "GET /base/\(api.rawValue)/messages?start_date=2023-11-13T22%3A13%3A20.00Z"
      + "&end_date=2023-11-15T22%3A13%3A20.00Z&limit=100&offset=0 HTTP/1.1\r\n"
    #expect(request.hasPrefix(line))
    #expect(request.contains("Authorization: Basic "))
  }

  struct Row: CustomTestStringConvertible {
    var name: String
    var answer: Answer
    var testDescription: String { name }
  }

  @Test(
    "is a page however it is packed",
    arguments: [
      Row(name: "with a length", answer: .status(200, good)),
      Row(
        name: "in chunks",
        answer: .bytes("\(chunked)\(hex)\r\n\(good)\r\n0\r\n\r\n")
      ),
      Row(name: "to the connection's end", answer: .bytes("HTTP/1.0 200 x\r\n\r\n\(good)")),
    ]
  )
  func packed(row: Row) async throws {
    let page = try #require(try await list(row.answer).page)
    #expect(page.messages.map { $0.text?.string } == [Self.text])
    #expect(page.isLast)
    #expect(page.skew == nil)
  }

  @Test(
    "is not a page if a byte of it may be missing, and says nothing of any text",
    arguments: [
      Row(name: "shorter than its length", answer: .bytes(head(good.utf8.count + 1) + good)),
      Row(name: "half", answer: .bytes(head(good.utf8.count) + good.prefix(150))),
      Row(
        name: "reset in the middle",
        answer: .bytes(head(good.utf8.count) + good.prefix(150), then: .reset)
      ),
      Row(name: "half to the connection's end", answer: .bytes("HTTP/1.0 200 x\r\n\r\n\(record)")),
      Row(name: "no last chunk", answer: .bytes("\(chunked)\(hex)\r\n\(good)\r\n")),
      Row(name: "broken chunk", answer: .bytes("\(chunked)\(hex)\r\n\(good)\r\nzz\r\n")),
      Row(name: "half a record, its length right", answer: .status(200, String(good.dropLast(40)))),
      Row(name: "its last bracket missing", answer: .status(200, String(good.dropLast()))),
      Row(name: "two values", answer: .status(200, good + good)),
      Row(name: "one record", answer: .status(200, #"{"data":\#(record)}"#)),
      Row(name: "records without data", answer: .status(200, "[\(record)]")),
      Row(name: "a page of HTML", answer: .status(200, "<html>\(text)</html>")),
      Row(name: "nothing", answer: .status(200, "")),
    ]
  )
  func broken(row: Row) async throws {
    let answer = try await list(row.answer)
    #expect(answer.error?.code == .connectionLost)
    #expect(answer.error?.httpStatus == 200)
    #expect(!"\(answer)".contains("canary"))
  }

  @Test("is too large beyond 4 MiB, whole or not, and a page up to there")
  func large() async throws {
    let blanks = (4 << 20) - Self.good.utf8.count
    let most = Self.good + String(repeating: " ", count: blanks)
    #expect(try await list(.status(200, most)).page?.messages.count == 1)
    #expect(try await list(.status(200, most + " ")) == .tooLarge)
    let five = String(repeating: " ", count: 5 << 20)
    #expect(try await list(.status(200, five + Self.good)) == .tooLarge)
    #expect(try await list(.bytes(Self.head(6 << 20) + five)) == .tooLarge)
  }

  @Test("carries what its Date tells of the provider's clock")
  func date() async throws {
    let field = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    let page = try await list(.status(200, Self.good, headers: field)).page
    let skew = try #require(page?.skew)
    // Long ago, and within a second and the time that the call took.
    #expect(skew.atMost < Interval(seconds: -86_400 * 365 * 30))
    let width = skew.atMost.nanoseconds - skew.atLeast.nanoseconds
    #expect((1_000_000_000...21_000_000_000).contains(width))
  }

  @Test(
    "passes a Retry-After on",
    arguments: [
      (429, "7", 7.0), (503, "7", 7.0), (429, "99999", nil), (429, "soon", nil), (500, "7", 7),
    ] as [(Int, String, Double?)]
  )
  func retryAfter(status: Int, field: String, wait: Double?) async throws {
    let answer = try await list(.status(status, "", headers: "Retry-After: \(field)\r\n"))
    #expect(answer.error?.httpStatus == status)
    #expect(answer.retryAfter?.seconds == wait)
  }

  struct Refusal: CustomTestStringConvertible {
    var status: Int
    var body = ""
    var code: ErrorCode
    var detail: String?
    var testDescription: String { "\(status) \(body)" }
  }

  @Test(
    "that is an error has a send's code, and the provider's words without any text",
    arguments: [
      Refusal(
        status: 401,
        body: #"{"errors":[{"title":"Unauthorized","detail":"Authentication failed."}]}"#,
        code: .unauthorized,
        detail: "Unauthorized: Authentication failed."
      ),
      Refusal(
        status: 500,
        body: #"{"errors":{"title":"Oops","detail":{"field":"\#(text)"}}}"#,
        code: .providerError,
        detail: "Oops"
      ),
      Refusal(status: 500, body: good, code: .providerError),
      Refusal(status: 502, body: "<html>\(text)</html>", code: .providerUnavailable),
      Refusal(status: 400, body: #"{"message":"\#(text)"}"#, code: .badRequest),
      Refusal(status: 422, body: #"{"errors":["\#(text)"]}"#, code: .unprocessable),
      Refusal(status: 400, body: #"{"errors":[{"code":1110}]}"#, code: .badRequest),
      Refusal(status: 403, code: .forbidden),
      Refusal(status: 404, code: .wrongEndpoint),
      Refusal(status: 408, code: .timeout),
      Refusal(status: 301, code: .wrongEndpoint),
      Refusal(status: 202, body: good, code: .wrongEndpoint),
      Refusal(status: 204, code: .wrongEndpoint),
    ]
  )
  func refused(row: Refusal) async throws {
    let answer = try await list(.status(row.status, row.body))
    #expect(answer.error?.code == row.code)
    #expect(answer.error?.httpStatus == row.status)
    #expect(answer.error?.detail == row.detail)
    #expect(!"\(answer)".contains("canary"))
  }

  @Test("that never comes ends by the time limit, and in the middle of the page too")
  func silence() async throws {
    #expect(try await list(nil, timeout: 0.5).error?.code == .timeout)
    let half = Answer.bytes(Self.head(900) + Self.good, then: .stay)
    let error = try await list(half, timeout: 0.5).error
    #expect(error?.code == .timeout)
    #expect(error?.httpStatus == 200)
  }

  @Test("is a failure where nobody listens")
  func refusedConnection() async throws {
    let closed = try RawServer.Refusing()
    let fixture = try await TransportFixture(base: "http://127.0.0.1:\(closed.port)")
    #expect(try await fixture.list(.sample).error?.code == .connectionFailed)
  }

  @Test("given up before it came is reported once, as interrupted")
  func canceled() async throws {
    let server = try RawServer(answering: nil)
    let fixture = try await TransportFixture(base: server.url)
    fixture.provider.list(.sample)
    fixture.provider.cancelAll()
    guard
      case .listed(TransportFixture.account, .failed(let error, nil)) =
        try await fixture.nextEvent()
    else {
      Issue.record("not told")
      return
    }
    #expect(error.code == .interrupted)
    // Nothing more is told of it: the next news are of the next call.
    fixture.provider.probe(today: WallTime(milliseconds: 0))
    fixture.provider.cancelAll()
    guard case .probed = try await fixture.nextEvent() else {
      Issue.record("told twice")
      return
    }
  }
}
