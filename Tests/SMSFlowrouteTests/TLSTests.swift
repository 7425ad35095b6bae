import SMSCore
import SMSFlowroute
import TestSupport
import Testing

@Suite("TLS", .throttled)
struct TLSTests {
  struct Row: CustomTestStringConvertible {
    var name: String
    var subject = "IP:127.0.0.1"
    var from = 2020
    var until = 2090
    var isTrusted = true
    var testDescription: String { name }
  }

  @Test(
    "that cannot be trusted pauses the account, says why, and nothing leaves",
    arguments: [
      Row(name: "self-signed", isTrusted: false),
      Row(name: "another host's", subject: "DNS:api.example.com"),
      Row(name: "another address's", subject: "IP:127.0.0.2"),
      Row(name: "expired, or our clock is ahead by years", from: 2001, until: 2002),
      Row(name: "not yet valid, or our clock is behind by years", from: 2089, until: 2090),
    ]
  )
  func untrusted(row: Row) async throws {
    let certificate = try await Certificate(for: row.subject, from: row.from, until: row.until)
    let server = try await TLSServer(certificate)
    let fixture = try await TransportFixture(
      base: server.url,
      caFile: row.isTrusted ? certificate.certificateFile : nil
    )
    let attempt = try await fixture.send()
    #expect(attempt.kind == .account)
    #expect(attempt.error?.code == .tlsFailed)
    #expect(attempt.error?.reason?.contains("certificate") == true)
    #expect(!attempt.hasLeft)
    #expect(try await fixture.probe()?.code == .tlsFailed)
    try await server.stop()
  }

  @Test("with a certificate of the account's own CA file works")
  func trusted() async throws {
    let certificate = try await Certificate(for: "IP:127.0.0.1")
    let server = try await TLSServer(certificate)
    let fixture = try await TransportFixture(base: server.url, caFile: certificate.certificateFile)
    // The server answers with a page, which it could not without trust.
    #expect(try await fixture.probe()?.httpStatus == 200)
    try await server.stop()
  }

  @Test("with a CA file that is not there pauses the account")
  func noBundle() async throws {
    let server = try RawServer(answering: nil)
    let directory = try TemporaryDirectory()
    let fixture = try await TransportFixture(
      base: "https://127.0.0.1:\(server.port)",
      caFile: directory.path("missing.pem")
    )
    let attempt = try await fixture.send()
    #expect(attempt.kind == .account)
    #expect(attempt.error?.code == .tlsFailed)
  }

  @Test("that hangs in the handshake is a failed connection")
  func hang() async throws {
    let server = try RawServer(answering: nil)
    let base = "https://127.0.0.1:\(server.port)"
    let fixture = try await TransportFixture(base: base, connectTimeout: 0.2)
    let attempt = try await fixture.send()
    #expect(attempt.kind == .unsent)
    #expect(attempt.error?.code == .connectionFailed)
    #expect(!attempt.hasLeft)
  }
}
