import SMSListener
import TestSupport
import Testing

/// What the provider, and proxies before us, have relied on.
@Suite("An answer to the provider", .timeLimit(.minutes(10)), .throttled)
struct AnswerBytesTests {
  private static let hook = ListenerFixture.path("receipt")
  private static let receipt = #"{"id":"mdr2-1","attributes":{"status":"smsc submit"}}"#
  private static let chunked = "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
  private static let health =
    "Content-Type: application/json|Content-Length: 17||{\"status\": \"ok\"}\n"

  @Test(
    "has these bytes and no other, but for the date",
    arguments: [
      (Caller.request("GET", "/healthz"), "200 OK|\(health)"),
      ("GET /healthz HTTP/1.0\r\n\r\n", "200 OK|Connection: close|\(health)"),
      ("GET /healthz HTTP/1.1\r\n\(chunked)", "200 OK|Connection: close|\(health)"),
      (
        Caller.request("POST", "/healthz", body: "x"),
        "405 Method Not Allowed|Connection: close|Allow: GET|Content-Length: 0||"
      ),
      (
        Caller.request("GET", "/healthz", headers: "X-A : b\r\n"),
        "400 Bad Request|Connection: close|Content-Length: 0||"
      ),
      (Caller.request("GET", "/other"), "404 Not Found|Connection: close|Content-Length: 0||"),
      (
        Caller.request("POST", "/other", body: "x"),
        "404 Not Found|Connection: close|Content-Length: 0||"
      ),
      (Caller.request("GET", hook), "405 Method Not Allowed|Allow: POST|Content-Length: 0||"),
      (Caller.request("HEAD", hook), "405 Method Not Allowed|Allow: POST|Content-Length: 0||"),
      (
        "GET \(hook) HTTP/1.1\r\n\(chunked)",
        "405 Method Not Allowed|Connection: close|Allow: POST|Content-Length: 0||"
      ),
      (Caller.request("POST", hook, body: receipt), "200 OK|Content-Length: 0||"),
      (
        Caller.request("POST", hook, body: receipt, headers: "Connection: close\r\n"),
        "200 OK|Connection: close|Content-Length: 0||"
      ),
      (Caller.request("POST", hook, body: "{"), "400 Bad Request|Content-Length: 0||"),
      (
        "POST \(hook) HTTP/1.1\r\n\(chunked)",
        "400 Bad Request|Connection: close|Content-Length: 0||"
      ),
      (
        Caller.request("POST", hook, body: String(repeating: " ", count: 65_537)),
        "413 Content Too Large|Content-Length: 0||"
      ),
    ]
  )
  func bytes(_ request: String, _ expected: String) async throws {
    let fixture = try await ListenerFixture.open()
    let answer = try #require(try await Caller.call(fixture.port, request))
    let lines = answer.head.split(separator: "\r\n").filter { !$0.hasPrefix("Date: ") }
    #expect("\(lines.joined(separator: "|"))||\(answer.body)" == "HTTP/1.1 \(expected)")
    await fixture.listener.stop()
  }
}
