import SMSCore
import SMSHTTP
import SMSJSON
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("A message on the wire", .throttled)
struct MessageWireTests {
  struct Row: CustomTestStringConvertible {
    var api: SMSFlowroute.APIVersion
    var path: String
    var to: String
    var from: String
    var testDescription: String { api.rawValue }
  }

  @Test(
    "is the flat JSON of its version",
    arguments: [
      Row(api: .v2, path: "/v2/messages", to: "12065550142", from: "12065550101"),
      Row(api: .v2dot1, path: "/v2.1/messages", to: "12065550142", from: "12065550101"),
      Row(api: .v2dot2, path: "/v2.2/messages", to: "+12065550142", from: "+12065550101"),
    ]
  )
  func flat(row: Row) throws {
    let request = TransferRequest(sending: try .sample(text: "Hi"), api: row.api)
    #expect(request.path == row.path)
    let json = #"{"to":"\#(row.to)","from":"\#(row.from)","body":"Hi"}"#
    #expect(request.content == .post(Array(json.utf8)))
  }

  struct MMSRow: CustomTestStringConvertible {
    var text: String
    var urls: [String]
    var json: String
    var testDescription: String { json }
  }

  @Test(
    "of an MMS names its media, and the text if there is one",
    arguments: [
      MMSRow(text: "Hi", urls: [], json: #""body":"Hi","is_mms":true}"#),
      MMSRow(
        text: "Hi",
        urls: ["https://example.com/a"],
        json: #""body":"Hi","media_urls":["https://example.com/a"],"is_mms":true}"#
      ),
      MMSRow(
        text: "",
        urls: ["https://example.com/a", "https://example.com/b"],
        json: #""media_urls":["https://example.com/a","https://example.com/b"],"is_mms":true}"#
      ),
    ]
  )
  func mms(_ row: MMSRow) throws {
    var dispatch = try Dispatch.sample(text: row.text)
    dispatch.envelope.media = Media(urls: row.urls)
    for (api, plus) in [(SMSFlowroute.APIVersion.v2dot1, ""), (.v2dot2, "+")] {
      let request = TransferRequest(sending: dispatch, api: api)
      let ends = #"{"to":"\#(plus)12065550142","from":"\#(plus)12065550101","#
      #expect(request.content == .post(Array((ends + row.json).utf8)))
    }
  }

  @Test("escapes what JSON wants escaped, and nothing else")
  func escapes() throws {
    let text = "say \"hi\" \\ \n\t\u{1} é ☃ 👋 / \u{7F}"
    let request = TransferRequest(sending: try .sample(text: text), api: .v2dot1)
    guard case .post(let bytes) = request.content else {
      Issue.record("a send is a POST")
      return
    }
    let sent = String(decoding: bytes, as: UTF8.self)
    #expect(sent.contains(#""body":"say \"hi\" \\ \u000a\u0009\u0001 é ☃ 👋 / "#))
    #expect(LenientJSONParser.value(of: bytes)?["body"]?.text == text)
  }

  @Test("is listed with dates in hundredths that leave nothing out")
  func list() {
    let query = ListQuery(
      start: WallTime(milliseconds: 1_798_761_599_999),
      end: WallTime(milliseconds: 1_798_761_600_001),
      offset: 400,
      limit: 200
    )
    let path =
      "/v2.2/messages?start_date=2026-12-31T23%3A59%3A59.99Z"
      + "&end_date=2027-01-01T00%3A00%3A00.01Z&limit=200&offset=400"
    let request = TransferRequest(listing: query, askedAt: query.end, api: .v2dot2)
    #expect(request.path == path)
    #expect(request.content == .get)
    #expect(request.kept == 4 << 20)
    var forever = query
    forever.start = WallTime(milliseconds: .min)
    forever.end = WallTime(milliseconds: .max)
    let all = TransferRequest(listing: forever, askedAt: query.end, api: .v2)
    #expect(all.path.contains("start_date=1970-01-01T00%3A00%3A00.00Z&"))
    #expect(all.path.contains("&end_date=9999-12-31T23%3A59%3A59.99Z&"))
  }

  @Test("is probed for by a list of one message of today, in UTC")
  func probe() {
    let newYear = WallTime(milliseconds: 1_798_761_600_000)
    let eve = WallTime(milliseconds: newYear.milliseconds - 1)
    let first = TransferRequest(probingOn: newYear, api: .v2dot1)
    #expect(first.path == "/v2.1/messages?start_date=2027-01-01&limit=1")
    #expect(first.content == .get)
    let last = TransferRequest(probingOn: eve, api: .v2)
    #expect(last.path == "/v2/messages?start_date=2026-12-31&limit=1")
  }
}
