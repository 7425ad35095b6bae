import SMSCore
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("Reading a page of the list", .throttled)
struct ListPageTests {
  private func page(_ json: String, limit: Int = 2) -> ListPage? {
    ListPage(Array(json.utf8), limit: limit, skew: nil)
  }

  private func message(_ record: String) -> ListedMessage? {
    page(#"{"data":[\#(record)]}"#)?.messages.first
  }

  private static let time = #""timestamp":"2017-12-21T16:44:34.93Z""#

  @Test(
    "takes the records of each version",
    arguments: [
      #"""
      {"type":"message","id":"mdr1-0f","attributes":{"direction":"outbound","from":"12065550101",
      "to":"12065550142","body":"Hi","timestamp":"2017-12-21T16:44:34.930000+00:00",
      "message_encoding":0,"message_type":"long-code","has_mms":false,"amount_display":"$0.0040",
      "amount_nanodollars":4000000,"callback_url":null}}
      """#,
      #"""
      {"type":"message","id":"mdr1-0f","attributes":{"direction":"outbound","from":12065550101,
      "to":12065550142,"body":"Hi","timestamp":"2017-12-21T16:44:34.93Z","status":"x",
      "delivery_receipts":[{"level":1,"status_code":null,"timestamp":"2017-12-21T16:44:35.00Z"}]}}
      """#,
      #"""
      {"type":"message","id":"mdr1-0f","attributes":{"direction":"Outbound","from":"+12065550101",
      "to":"+12065550142","body":"Hi","timestamp":"2017-12-21T08:44:34.93-08:00","new":{"a":[]}}}
      """#,
      #"""
      {"id":"mdr1-0f","from":"12065550101","to":"12065550142","body":"Hi",
      "timestamp":"2017-12-21T16:44:34.93"}
      """#,
    ]
  )
  func versions(record: String) throws {
    let expected = ListedMessage(
      id: "mdr1-0f",
      isOutbound: true,
      to: .number(try PhoneNumber(parsing: "12065550142")),
      from: .number(try PhoneNumber(parsing: "12065550101")),
      text: MessageText("Hi"),
      at: WallTime(milliseconds: 1_513_874_674_930),
      isMMS: nil,
      cost: record.contains("amount") ? ReportedCost(amount: 4_000_000) : nil
    )
    #expect(message(record) == expected)
  }

  @Test(
    "takes whether it is an MMS, as a Boolean or a string",
    arguments: [
      ("true", true), ("false", false), (#""true""#, true), (#""false""#, false), ("null", nil),
      ("1", nil),
    ] as [(String, Bool?)]
  )
  func mms(_ value: String, _ isMMS: Bool?) {
    let message = message(
      #"{"id":"a","attributes":{"to":"12065550142","body":null,"is_mms":\#(value),\#(Self.time)}}"#
    )
    #expect(message?.isMMS == isMMS && message?.text == nil)
  }

  @Test("takes an inbound message, and a short code as someone else")
  func inbound() {
    let message = message(
      #"{"id":"a","attributes":{"direction":"inbound","from":"88811","to":null,"body":null,\#(Self.time)}}"#
    )
    #expect(message?.isOutbound == false)
    #expect(message?.from == .foreign)
    #expect(message?.to == .unknown)
    #expect(message?.text == nil)
  }

  @Test(
    "takes a number of elsewhere as someone else's, and a hidden one as anybody's",
    arguments: [
      ("\"+447700900123\"", ListedMessage.Party.foreign), ("447700900123", .foreign),
      ("\"40404\"", .foreign), ("\"11234567890\"", .foreign), ("\"1206*****42\"", .unknown),
      ("\"1206XXXXXXX\"", .unknown), ("\"0142\"", .unknown), ("\"\"", .unknown),
      ("{}", .unknown), ("true", .unknown),
    ]
  )
  func parties(to: String, party: ListedMessage.Party) {
    #expect(message(#"{"id":"a","attributes":{"to":\#(to),\#(Self.time)}}"#)?.to == party)
  }

  @Test("keeps of each record what it can read")
  func unreadable() {
    let records = [
      #"{"id":"a","attributes":{\#(Self.time)}}"#, #"{"attributes":{\#(Self.time)}}"#,
      #"{"id":"../a","attributes":{\#(Self.time)}}"#, #"{"id":"b","attributes":{}}"#,
      #"{"id":"c","attributes":{"timestamp":"soon"}}"#, #"{"id":"d"}"#, "null", "7", "[]", #""e""#,
    ]
    let page = page(#"{"data":[\#(records.joined(separator: ","))]}"#, limit: 100)
    #expect(page?.count == records.count)
    let ids = page?.messages.map(\.id)
    #expect(ids == ["a", nil, nil, "b", "c", "d", nil, nil, nil, nil])
    #expect(page?.messages.map { $0.at != nil }.filter(\.self).count == 3)
  }

  struct End: CustomTestStringConvertible {
    var json: String
    var isLast: Bool
    var testDescription: String { json }
  }

  @Test(
    "knows the last page",
    arguments: [
      End(json: #"{"data":[]}"#, isLast: true),
      End(json: #"{"data":[],"links":{"next":"https://x"}}"#, isLast: true),
      End(json: #"{"data":[1]}"#, isLast: false),
      End(json: #"{"data":[1],"links":null}"#, isLast: false),
      End(json: #"{"data":[1],"links":[]}"#, isLast: false),
      End(json: #"{"data":[1],"links":{}}"#, isLast: true),
      End(json: #"{"data":[1],"links":{"prev":"https://x"}}"#, isLast: true),
      End(json: #"{"data":[1],"links":{"next":null}}"#, isLast: true),
      End(json: #"{"data":[1],"links":{"next":""}}"#, isLast: false),
      End(json: #"{"data":[1],"links":{"next":"https://x"}}"#, isLast: false),
      End(json: #"{"data":[1],"links":{"next":{"href":"https://x"}}}"#, isLast: false),
      End(json: #"{"data":[1,2],"links":{}}"#, isLast: false),
      End(json: #"{"data":[1,2,3],"links":{"next":null}}"#, isLast: false),
    ]
  )
  func last(end: End) throws {
    #expect(try #require(page(end.json)).isLast == end.isLast)
  }

  @Test(
    "is none if it is half or something else",
    arguments: [
      "", "[]", "{}", "null", "<html></html>", #"{"data":{}}"#, #"{"data":null}"#, #"{"data":[1"#,
      #"{"data":[1]"#, #"{"data":[{"id":"a"}"#, #"{"data":[1]}]"#, #"{"data":[1,]}"#,
      #"{"data":[1],"links":{"next":"#, #"{"links":{},"data":"#,
    ]
  )
  func broken(json: String) {
    #expect(page(json) == nil)
  }
}

@Suite("Texts of people in a list", .throttled)
struct ListedTextReadingTests {
  @Test("Only records that say so are texts of people, with their own pictures")
  func texts() throws {
    let json = """
      {"data": [
        {"id": "mdr2-1", "attributes": {"direction": "inbound", "from": "+12065550142",
          "to": "12065550101", "body": "Yes", "timestamp": "2026-11-23T08:00:00.12Z"}},
        {"id": "mdr2-2", "attributes": {"direction": "outbound", "from": "12065550101",
          "to": "12065550142", "body": "Hello"}},
        {"id": "mdr2-3", "attributes": {"from": "12065550142", "to": "12065550101"}},
        {"id": "mdr2-4", "attributes": {"direction": "INBOUND", "from": "24273",
          "to": 12065550101, "body": null}, "relationships": {"media": {"data": [{"id": "m2"}]}}},
        {"id": "mdr2-5", "attributes": {"direction": "inbound", "to": "12065550101"}},
        {"id": "../x", "attributes": {"direction": "inbound", "from": "1", "to": "12065550101"}}
      ], "included": [
        {"id": "m1", "attributes": {"url": "https://media.example.com/1"}},
        {"id": "m2", "attributes": {"url": "https://media.example.com/2"}}
      ], "links": {}}
      """
    let page = try #require(ListPage(Array(json.utf8), limit: 1_000, skew: nil))
    #expect(page.count == 6 && page.texts.map(\.message.id) == ["mdr2-1", "mdr2-4"])
    let first = try #require(page.texts.first)
    #expect(first.message.from == "12065550142" && first.message.body == "Yes")
    #expect(first.at == RFC3339.time("2026-11-23T08:00:00.120Z"))
    let second = page.texts[1]
    #expect(second.message.from == "24273" && second.message.body.isEmpty && second.at == nil)
    #expect(second.message.media.map(\.url) == ["https://media.example.com/2"])
  }
}
