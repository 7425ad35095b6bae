import SMSCore
import TestSupport
import Testing

@testable import SMSListener

/// Heads that a proxy in front may read otherwise than the listener, as raw bytes.
@Suite("What is not plain HTTP", .timeLimit(.minutes(10)), .throttled)
struct StrictnessTests {
  private static let receipt = #"{"id":"mdr2-1"}"#
  private static let path = ListenerFixture.path("receipt")

  /// A call with these header lines instead of its length, and 5 bytes of body.
  private static func call(_ headers: String, body: String = "{\"a\":") -> String {
    "POST \(path) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n\(body)"
  }

  @Test(
    "is refused with 400, and its connection ends",
    arguments: [
      call("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", body: "0\r\n\r\n"),
      call("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", body: "0\r\n\r\n"),
      call("Content-Length: 5\r\nContent-Length: 6\r\n"),
      call("Content-Length: 5\r\ncontent-length: 5\r\n"),
      call("Content-Length: 5, 5\r\n"),
      call("Content-Length: +5\r\n"),
      call("Content-Length: -5\r\n"),
      call("Content-Length: 0x5\r\n"),
      call("Content-Length:\r\n"),
      call("Transfer-Encoding: xchunked\r\n", body: "0\r\n\r\n"),
      call("Transfer-Encoding: identity\r\n"),
      call("Transfer-Encoding: gzip, chunked\r\n", body: "0\r\n\r\n"),
      call("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", body: "0\r\n\r\n"),
      call("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", body: "0\r\n\r\n"),
      call("Transfer-Encoding: \u{B}chunked\r\n", body: "0\r\n\r\n"),
      call("Content-Length : 5\r\n"),
      call("Content-Length\t: 5\r\n"),
      call(" Content-Length: 5\r\n"),
      call("X-A: b\r\n Content-Length: 5\r\n"),
      call("X-A: b\r\n\tc\r\nContent-Length: 5\r\n"),
      call("Transfer-Encoding:\r\n chunked\r\n", body: "0\r\n\r\n"),
      call("X-A: b\nContent-Length: 5\r\n"),
      call("Content-Length: 5\n"),
      call("Content-Length: 5\r\n").replacing("\r\n\r\n", with: "\r\n\n"),
      call("Content-Length: 5\r\n").replacing("\r\n", with: "\n"),
      call("Content-Length: 5\r\n").replacing("1.1\r\n", with: "1.1\n"),
      call("X-A: b\rContent-Length: 0\r\nContent-Length: 5\r\n"),
      call("X-A: b\u{0}c\r\nContent-Length: 5\r\n"),
      call(": b\r\nContent-Length: 5\r\n"),
      call("X-A\r\nContent-Length: 5\r\n"),
      call("Content-Length: 5\r\n").replacing("Host: a\r\n", with: ""),
      call("Content-Length: 5\r\n").replacing(" HTTP/1.1", with: ""),
      call("Content-Length: 5\r\n").replacing(" HTTP/1.1", with: " HTTP/1.1 "),
      call("Transfer-Encoding: chunked\r\n", body: "0\r\n\r\n").replacing("1.1", with: "1.0"),
      "GET /healthz HTTP/1.1\r\nHost: a\r\nX-A : b\r\n\r\n",
      "GET / HTTP/1.1\nHost: a\n\n",
    ]
  )
  func refused(_ request: String) async throws {
    let fixture = try await ListenerFixture.open()
    let caller = try Caller(port: fixture.port)
    try await caller.write(request)
    #expect(await caller.answer()?.status == 400)
    // libmicrohttpd 0.9.75 sends the head of some of its own refusals twice.
    let rest = try #require(await caller.rest())
    #expect(!rest.contains("HTTP/1.1 2"))
    await fixture.listener.stop()
  }

  @Test("with a blank in its path is not answered with more than 400")
  func blankInPath() async throws {
    let fixture = try await ListenerFixture.open()
    let request = Self.call("Content-Length: 5\r\n").replacing("/receipt ", with: "/receipt x ")
    let status = try await Caller.call(fixture.port, request)?.status
    #expect(status == 400 || status == nil)
    await fixture.listener.stop()
  }

  @Test("does not hide a second request behind a call in chunks")
  func chunks() async throws {
    let fixture = try await ListenerFixture.open()
    let caller = try Caller(port: fixture.port)
    let length = String(Self.receipt.utf8.count, radix: 16)
    let chunks = "\(length)\r\n\(Self.receipt)\r\n0\r\n\r\n"
    try await caller.write(
      Self.call("Transfer-Encoding: chunked\r\n", body: chunks)
        + Caller.request("GET", "/healthz")
    )
    #expect(await caller.answer()?.status == 200)
    #expect(await caller.isEnded())
    await fixture.listener.stop()
  }

  @Test(
    "is none of what honest clients send",
    arguments: [
      "X-A: \r\n", "X-A:b\r\nX-B:\tc d \r\nx-c: é\r\n", "Cookie: a=b; c=d\r\nX-A: b\r\n",
      "User-Agent: \(String(repeating: "x", count: 6_000))\r\nX-A: b\r\n",
      (0..<100).map { "X-\($0): \(String(repeating: "y", count: 40))\r\n" }.joined(),
      "Accept: */*\r\nExpect: 100-continue\r\n",
    ]
  )
  func plain(_ headers: String) async throws {
    let fixture = try await ListenerFixture.open()
    let caller = try Caller(port: fixture.port)
    let length = "Content-Length: \(Self.receipt.utf8.count)\r\n"
    let call = Self.call(headers + length, body: Self.receipt)
    // In one piece, and then byte by byte at the start and in large pieces, on the same connection.
    let pieces =
      [call[...]] + call.prefix(200).map { Substring(String($0)) }
      + [call.dropFirst(200).prefix(1_000), call.dropFirst(1_200)]
    for piece in pieces { try await caller.write(String(piece)) }
    var statuses: [Int?] = []
    while statuses.count < 2 {
      let status = await caller.answer()?.status
      if status != 100 { statuses.append(status) }
    }
    #expect(statuses == [200, 200])
    await fixture.listener.stop()
  }

  @Test(
    "is known by its headers",
    arguments: [
      (["Host: a", "Content-Length: 5"], nil), (["TRANSFER-ENCODING: Chunked"], nil),
      (["A b: c"], .name), ([": b"], .name),
      (["A: b\u{7F}"], .value), (["A: b\tc"], nil),
      (["Content-Length: 5", "Content-Length: 5"], .length),
      (["Transfer-Encoding: chunked, chunked"], .encoding),
      (["Transfer-Encoding: chunked", "content-length: 5"], .lengthAndEncoding),
    ] as [([String], HeadFault?)]
  )
  func faults(_ lines: [String], _ fault: HeadFault?) {
    #expect(HeadFault(in: Self.fields(lines), version: "HTTP/1.1") == fault)
  }

  @Test("is known by the places of its lines, where the library says nothing")
  func layout() {
    let fields = Self.fields(["Host: a", "X: b"])
    #expect(HeadLayout.isPlain(fields, after: 98) && HeadLayout.isPlain([], after: 98))
    #expect(!HeadLayout.isPlain(fields, after: 99))
    var bare = fields
    bare[1].start -= 1
    #expect(!HeadLayout.isPlain(bare, after: 98))
    var folded = fields
    folded[0].start = 5_000
    #expect(!HeadLayout.isPlain(folded, after: 98))
    #expect(HeadLayout.hasBareEmptyLine(before: 103, after: 100))
    #expect(!HeadLayout.hasBareEmptyLine(before: 104, after: 100))
  }

  /// Headers that came in these lines, from address 100 on.
  private static func fields(_ lines: [String]) -> [HeaderField] {
    var start: UInt = 100
    return lines.map { line in
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      let name = Array(line[..<colon].utf8)
      let value = Array(line[colon...].dropFirst().drop { $0 == " " }.utf8)
      defer { start += UInt(line.utf8.count) + 2 }
      return HeaderField(
        name: name,
        value: value,
        start: start,
        valueStart: start + UInt(line.utf8.count - value.count)
      )
    }
  }
}
