import SMSCore
import SMSHTTP
import SMSJSON
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("What the provider says of numbers", .throttled)
struct NumberReadingTests {
  private static func page(_ text: String, limit: Int = 200) -> NumberPage<OwnNumber>? {
    NumberPage(Array(text.utf8), limit: limit)
  }

  @Test("A number is read whatever its samples disagree about")
  func forms() throws {
    let page = try #require(
      Self.page(
        """
        {"data": [
          {"type": "number", "id": "12065550101", "attributes": {"value": "12065550101",
            "alias": "front\\ndesk", "messaging_enabled": true, "number_type": "longcode",
            "rate_center": "SEATTLE", "state": "wa", "status": "PURCHASED", "iso_country": "US",
            "note": "", "new_member": {}}},
          {"id": 12065550102, "attributes": {"value": 12065550102, "alias": null,
            "messaging_enabled": "false", "rate_center": null, "number_type": "tollfree"}},
          {"id": "+12065550103", "attributes": {}},
          {"id": "883510000000091", "attributes": {"number_type": "inum"}},
          7
        ], "links": {"self": "https://api.flowroute.com/v2/numbers"}}
        """
      )
    )
    #expect(page.count == 5 && page.isLast)
    #expect(page.entries.map(\.number.digits) == ["12065550101", "12065550102", "12065550103"])
    #expect(page.entries.map(\.isMessagingEnabled) == [true, false, nil])
    #expect(page.entries[0].alias == "front desk" && page.entries[0].note == nil)
    #expect(page.entries[0].status == "PURCHASED" && page.entries[0].task == nil)
    #expect(page.entries[1].alias == nil && page.entries[1].kind == "tollfree")
  }

  @Test("A list ends only by its own words, or with an empty page")
  func ends() {
    let one = #"{"id": "12065550101"}"#
    #expect(Self.page(#"{"data": [\#(one)], "links": {"next": "x"}}"#)?.isLast == false)
    #expect(Self.page(#"{"data": [\#(one)]}"#)?.isLast == false)
    #expect(Self.page(#"{"data": [\#(one)], "links": {}}"#, limit: 1)?.isLast == false)
    #expect(Self.page(#"{"data": [\#(one)], "links": {"next": null}}"#)?.isLast == true)
    #expect(Self.page(#"{"data": []}"#)?.isLast == true)
    for text in ["", "[]", #"{"data": {}}"#, #"{"data": [{"id": "1206"#, "<html>"] {
      #expect(Self.page(text) == nil, "\(text)")
    }
  }

  @Test("A number for sale is read with its prices as written")
  func offer() throws {
    let text = """
      {"data": [{"id": "12065550123", "attributes": {"value": "12065550123", "monthly_cost": 1.250,
        "setup_cost": "1.00", "state": null, "rate_center": null, "number_type": "longcode"}}],
       "links": {}}
      """
    let page = try #require(NumberPage<AvailableNumber>(Array(text.utf8), limit: 200))
    let offer = try #require(page.entries.first)
    #expect(offer.monthlyCost == "1.250" && offer.setupCost == "1.00" && offer.state == nil)
  }

  @Test("The query escapes what it is given")
  func query() {
    let search = NumberSearch(
      prefix: "206",
      suffix: "42",
      state: "WA",
      rateCenter: "SNFC CNTRL&é",
      isTollFree: false
    )
    #expect(
      NumbersPath.available(search, NumberPageQuery(offset: 20, limit: 20))
        == "/v2/numbers/available?starts_with=206&ends_with=42&state=WA"
        + "&rate_center=SNFC%20CNTRL%26%C3%A9&number_type=longcode&limit=20&offset=20"
    )
  }

  private static func answer(
    _ status: Int?,
    _ body: String = "",
    failure: TransferFailure? = nil,
    hasLeft: Bool = true,
    isRelease: Bool = false
  ) throws -> String {
    let time = MonotonicTime(nanoseconds: 1)
    var result = TransferResult(
      beganAt: time,
      leftAt: hasLeft ? time : nil,
      endedAt: time,
      status: status,
      failure: failure
    )
    result.body = Array(body.utf8)
    let answer = OwnershipAnswer(
      of: result,
      about: try PhoneNumber(parsing: "12065550123"),
      isRelease: isRelease,
      now: WallTime(milliseconds: 0)
    )
    return switch answer {
    case .done: "done"
    case .doneWithoutMessaging(let words): "without sms: \(words ?? "")"
    case .refused(let error): "refused: \(error.code.rawValue)"
    case .doubt(let error): "doubt: \(error.code.rawValue)"
    }
  }

  @Test("What the end of a purchase means")
  func purchases() throws {
    let bought = #"{"data": {"id": "12065550123", "attributes": {"messaging_enabled": false}}}"#
    #expect(try Self.answer(201, bought) == "done")
    #expect(try Self.answer(200, bought) == "done")
    #expect(try Self.answer(201, "") == "done")
    // The check mark of another vendor's shop stood beside numbers that were never bought.
    #expect(
      try Self.answer(201, #"{"data": {"id": "12065550199"}}"#) == "doubt: provider_error"
    )
    #expect(
      try Self.answer(200, #"{"errors": [{"detail": "no"}]}"#) == "doubt: provider_error"
    )
    #expect(try Self.answer(200, "<html>Sign in</html>") == "doubt: wrong_endpoint")
    #expect(try Self.answer(207, bought) == "without sms: ")
    #expect(
      try Self.answer(207, #"{"errors": [{"title": "MP", "detail": "not now"}]}"#)
        == "without sms: MP: not now"
    )
    for (status, code) in [
      (400, "bad_request"), (401, "unauthorized"), (402, "payment_required"), (403, "forbidden"),
      (404, "wrong_endpoint"), (409, "bad_request"), (422, "unprocessable"),
      (429, "too_many_requests"),
    ] {
      #expect(try Self.answer(status) == "refused: \(code)")
    }
    for (status, code) in [
      (408, "timeout"), (500, "provider_error"), (502, "provider_unavailable"),
      (503, "provider_unavailable"), (504, "provider_unavailable"),
    ] {
      #expect(try Self.answer(status) == "doubt: \(code)")
    }
    #expect(try Self.answer(nil, failure: .canceled) == "doubt: interrupted")
    #expect(try Self.answer(nil, failure: .canceled, hasLeft: false) == "refused: interrupted")
  }

  @Test("A release of what is gone already is settled by looking")
  func releases() throws {
    #expect(try Self.answer(204, isRelease: true) == "done")
    #expect(try Self.answer(404, isRelease: true) == "doubt: wrong_endpoint")
    #expect(try Self.answer(403, isRelease: true) == "refused: forbidden")
  }
}
