import FlowrouteSimulator
import TestSupport
import Testing

@Suite("Records, lists and the clock", .throttled)
struct RecordTests {
  /// 2026-11-23T08:00:00.123456Z.
  static let start: Int64 = 1_795_420_800_123_456_000

  @Test("a record of v2 has the members and the forms of v2")
  func version2() async throws {
    let clock = ManualClock(wall: Self.start)
    try await Client.run(.with { $0.clock = clock.simulatorClock }) { client in
      let id = try #require(await client.send("v2", body: "Grüße").json?.data?.id?.string)
      let reply = await client.get("/v2/messages/\(id)")
      #expect(reply.status == 200)
      #expect(reply.json?.data?.id == .string(id))
      #expect(
        reply.json?.data?.attributes
          == .object([
            "direction": "outbound", "from": "12065550101", "to": "12065550142",
            "body": "Grüße", "timestamp": "2026-11-23T08:00:00.123456+00:00",
            "message_encoding": 8, "message_type": "long-code", "has_mms": .boolean(false),
            "amount_display": "$0.0040", "amount_nanodollars": 4_000_000, "callback_url": .null,
          ])
      )
    }
  }

  @Test(
    "a record of v2.1 and v2.2 shows status and receipts, the highest level first",
    arguments: [
      ("v2.1", "2026-11-23T08:00:00.12Z"), ("v2.2", "2026-11-23T08:00:00.123456Z"),
    ]
  )
  func laterVersions(_ version: String, _ timestamp: String) async throws {
    let clock = ManualClock(wall: Self.start)
    try await Client.run(.with { $0.clock = clock.simulatorClock }) { client in
      let id = try #require(await client.send(version).json?.data?.id?.string)
      let attributes = await client.get("/\(version)/messages/\(id)").json?.data?.attributes
      #expect(attributes?.timestamp == .string(timestamp))
      #expect(attributes?.status == "message buffered")
      #expect(attributes?.message_type == "longcode")
      #expect(attributes?.message_encoding == 0)
      #expect(attributes?.delivery_receipts?[0]?.status_code == 1003)
      #expect(attributes?.delivery_receipts?[1]?.status_code == .null)
    }
  }

  @Test("records show texts and times in the chosen form", arguments: RecordForm.Text.allCases)
  func forms(text: RecordForm.Text) async throws {
    let clock = ManualClock(wall: Self.start)
    try await Client.run(.with { $0.clock = clock.simulatorClock }) { client in
      let form = #"{"text": "\#(text.rawValue)", "time": "minute"}"#
      #expect(await client.post("/_simulator/records", form).status == 204)
      let id = try #require(await client.send(body: #" “a” &\nü "#).json?.data?.id?.string)
      let attributes = await client.get("/v2.1/messages/\(id)").json?.data?.attributes
      let expected: [RecordForm.Text: String] = [
        .exact: " “a” &\nü ", .trimmed: "“a” &\nü", .crlf: " “a” &\r\nü ",
        .straight: " \"a\" &\nü ", .ascii: " ?a? &\n? ", .escaped: " “a” &amp;\nü ",
        .cut: " “a” &\nü ", .redacted: "[redacted]", .empty: "",
      ]
      let shown = expected[text].map(JSONTree.string) ?? (text == .null ? .null : nil)
      #expect(attributes?.body == shown)
      #expect(attributes?.timestamp == "2026-11-23T08:00:00.00Z")
      #expect(await client.post("/_simulator/records", #"{"text": "?"}"#).status == 400)
    }
  }

  @Test("an endless list always has another page, with another message")
  func endless() async throws {
    try await Client.run(.with { $0.recordForm.isEndless = true }) { client in
      var ids: Set<String> = []
      for offset in [0, 1, 43_000] {
        let list = await client.get("/v2.1/messages?start_date=2026-11-23&offset=\(offset)").json
        ids.insert(try #require(list?.data?[0]?.id?.string))
        #expect(list?.links?.next?.string?.isEmpty == false)
      }
      #expect(ids.count == 3)
    }
  }

  @Test("a record shows only after the registration delay, alone and in lists")
  func registrationDelay() async throws {
    let clock = ManualClock(wall: Self.start)
    let change: (inout SimulatorConfiguration) -> Void = {
      $0.clock = clock.simulatorClock
      $0.registrationDelay = 3_000_000_000
    }
    try await Client.run(.with(change)) { client in
      let id = try #require(await client.send().json?.data?.id?.string)
      let list = "/v2.1/messages?start_date=2026-11-23"
      clock.advance(2_999_999_999)
      #expect(await client.get("/v2.1/messages/\(id)").status == 404)
      #expect(await client.get(list).json?.data?.count == 0)
      clock.advance(1)
      #expect(await client.get("/v2.1/messages/\(id)").status == 200)
      #expect(await client.get(list).json?.data?.count == 1)
    }
  }

  @Test("a version does not see the other's records, and another id is a 404")
  func otherVersion() async throws {
    try await Client.run { client in
      let id = try #require(await client.send("v2.1").json?.data?.id?.string)
      let digits = id.dropFirst(5)
      for path in [
        "/v2.2/messages/\(id)", "/v2/messages/mdr1-\(digits)", "/v2.1/messages/mdr1-\(digits)",
        "/v2.1/messages/mdr2-\(digits.uppercased())x", "/v2.1/messages/\(digits)",
      ] {
        #expect(await client.get(path).status == 404)
      }
    }
  }

  @Test("pages follow their links, newest first, within the dates")
  func pages() async throws {
    let clock = ManualClock(wall: Self.start)
    try await Client.run(.with { $0.clock = clock.simulatorClock }) { client in
      for number in 0..<7 {
        _ = await client.send(body: "text \(number)")
        clock.advance(1_000_000_000)
      }
      // Texts 1 to 5.
      let first =
        "/v2.1/messages?limit=2&start_date=2026-11-23T08:00:01.123456Z"
        + "&end_date=2026-11-23T09%3A00%3A05.123456%2B01%3A00"
      var next: String? = first
      var pages: [[String?]] = []
      var previous: [String?] = []
      while let path = next {
        let json = await client.get(path).json
        pages.append(
          (0..<(json?.data?.count ?? 0)).map { json?.data?[$0]?.attributes?.body?.string }
        )
        previous.append(json?.links?.prev?.string.map(Self.path))
        next = json?.links?.next?.string.map(Self.path)
      }
      #expect(pages == [["text 5", "text 4"], ["text 3", "text 2"], ["text 1"]])
      let query =
        "/v2.1/messages?limit=2&start_date=2026-11-23T08%3A00%3A01.123456%2B00%3A00"
        + "&end_date=2026-11-23T08%3A00%3A05.123456%2B00%3A00&offset="
      #expect(previous == [nil, query + "0", query + "2"])
    }
  }

  private static func path(_ url: String) -> String {
    "/" + url.split(separator: "/", maxSplits: 2)[2]
  }

  @Test("without a limit a page is as long as configured")
  func pageLimit() async throws {
    try await Client.run(.with { $0.pageLimit = 2 }) { client in
      for _ in 0..<3 { _ = await client.send() }
      let json = await client.get("/v2.1/messages?start_date=2020-01-01").json
      #expect(json?.data?.count == 2)
      #expect(json?.links?.next?.string?.contains("limit=2") == true)
      let all = await client.get("/v2.1/messages?start_date=2020-01-01&limit=1000").json
      #expect(all?.data?.count == 3)
      #expect(all?.links == .object([:]))
    }
  }

  @Test(
    "a list with a query that is not well-formed is a 422",
    arguments: [
      "", "?start_date=", "?start_date=yesterday", "?start_date=2026-02-29",
      "?start_date=2026-11-23T25:00:00Z", "?start_date=2026-11-23T08:00:00",
      "?start_date=2026-11-23T08:00:00+00:00", "?start_date=2026-11-23&end_date=x",
      "?start_date=2026-11-23&limit=0", "?start_date=2026-11-23&limit=a",
      "?start_date=2026-11-23&offset=-1",
    ]
  )
  func malformedQuery(_ query: String) async throws {
    try await Client.run { client in
      #expect(await client.get("/v2.1/messages" + query).status == 422)
    }
  }

  @Test(
    "both ends of a period are in it, and days are their midnights",
    arguments: [
      ("2026-11-23", "2026-11-24", 1), ("2026-11-24", "2026-11-25", 0),
      ("2026-11-22", "2026-11-23", 0), ("2026-11-23T08:00:00.12Z", "2026-11-23T08:00:00.13Z", 1),
      ("2026-11-23T08:00:00.13Z", "2026-11-24", 0), ("2026-11-23", "2026-11-23T08:00:00.12Z", 0),
      ("2026-11-23T08:00:00.123456Z", "2026-11-23T08:00:00.123456Z", 1),
      ("0001-01-01", "9999-12-31", 1),
    ]
  )
  func period(_ start: String, _ end: String, _ count: Int) async throws {
    let clock = ManualClock(wall: Self.start)
    try await Client.run(.with { $0.clock = clock.simulatorClock }) { client in
      _ = await client.send()
      let json = await client.get("/v2.1/messages?start_date=\(start)&end_date=\(end)").json
      #expect(json?.data?.count == count)
    }
  }

  @Test("a record that shows late has the time at which it was accepted, and its place in the list")
  func lateRecord() async throws {
    let clock = ManualClock(wall: Self.start)
    let change: (inout SimulatorConfiguration) -> Void = {
      $0.clock = clock.simulatorClock
      $0.registrationDelay = 3_000_000_000
    }
    try await Client.run(.with(change)) { client in
      _ = await client.send("v2.2", body: "first")
      clock.advance(1_000_000_000)
      _ = await client.send("v2.2", body: "second")
      clock.advance(2_000_000_000)
      let list = "/v2.2/messages?start_date=2026-11-23&limit=1"
      let early = await client.get(list).json
      #expect(early?.data?[0]?.attributes?.body == "first")
      #expect(early?.data?[0]?.attributes?.timestamp == "2026-11-23T08:00:00.123456Z")
      #expect(early?.links?.next == nil)
      clock.advance(1_000_000_000)
      let late = await client.get(list).json
      #expect(late?.data?[0]?.attributes?.body == "second")
      #expect(late?.data?[0]?.attributes?.timestamp == "2026-11-23T08:00:01.123456Z")
      #expect(late?.links?.next != nil)
    }
  }

  @Test("the Date header and the records go by the provider's clock, which may be skewed")
  func skew() async throws {
    let clock = ManualClock(wall: Self.start)
    try await Client.run(.with { $0.clock = clock.simulatorClock }) { client in
      #expect(await client.send().headers["date"] == "Mon, 23 Nov 2026 08:00:00 GMT")
      #expect(await client.post("/_simulator/clock", #"{"skew_ms":-86400000}"#).status == 204)
      let reply = await client.send(body: "a day late")
      #expect(reply.headers["date"] == "Sun, 22 Nov 2026 08:00:00 GMT")
      let list = await client.get("/v2.1/messages?start_date=2026-11-22&end_date=2026-11-23").json
      #expect(list?.data?.count == 1)
      #expect(list?.data?[0]?.attributes?.body == "a day late")
    }
  }
}
