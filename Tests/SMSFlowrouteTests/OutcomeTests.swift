import SMSCore
import TestSupport
import Testing

@testable import SMSFlowroute
@testable import SMSHTTP

@Suite("The contract's table of answers", .throttled)
struct OutcomeTests {
  struct Row: CustomTestStringConvertible {
    var status: Int?
    var failure: TransferFailure.Kind?
    var kind: OutcomeKind
    var code: ErrorCode?
    var testDescription: String { "\(status ?? 0) \(failure?.rawValue ?? "") → \(kind)" }
  }

  private func result(_ status: Int?, _ kind: TransferFailure.Kind?, left: Bool) -> TransferResult {
    var result = TransferResult(
      beganAt: MonotonicTime(nanoseconds: 1),
      leftAt: left ? MonotonicTime(nanoseconds: 2) : nil,
      endedAt: MonotonicTime(nanoseconds: 3),
      status: status,
      failure: kind.map { TransferFailure(kind: $0, code: 7, reason: "why") }
    )
    result.timings.nameLookup = 1
    return result
  }

  private func outcome(_ row: Row, left: Bool) -> Outcome {
    Outcome(
      of: result(row.status, row.failure, left: left),
      text: MessageText("Hello"),
      now: WallTime(milliseconds: 0)
    )
  }

  @Test(
    "holds for whole answers",
    arguments: [
      Row(status: 200, kind: .accepted), Row(status: 202, kind: .accepted),
      Row(status: 299, kind: .accepted),
      Row(status: 301, kind: .account, code: .wrongEndpoint),
      Row(status: 308, kind: .account, code: .wrongEndpoint),
      Row(status: 400, kind: .failed, code: .badRequest),
      Row(status: 401, kind: .account, code: .unauthorized),
      Row(status: 402, kind: .account, code: .paymentRequired),
      Row(status: 403, kind: .failed, code: .forbidden),
      Row(status: 404, kind: .account, code: .wrongEndpoint),
      Row(status: 405, kind: .account, code: .wrongEndpoint),
      Row(status: 407, kind: .account, code: .proxyRefused),
      Row(status: 408, kind: .doubt, code: .timeout),
      Row(status: 415, kind: .account, code: .wrongEndpoint),
      Row(status: 418, kind: .failed, code: .badRequest),
      Row(status: 421, kind: .account, code: .wrongEndpoint),
      Row(status: 422, kind: .failed, code: .unprocessable),
      Row(status: 429, kind: .refused, code: .tooManyRequests),
      Row(status: 451, kind: .account, code: .proxyRefused),
      Row(status: 500, kind: .doubt, code: .providerError),
      Row(status: 501, kind: .doubt, code: .providerUnavailable),
      Row(status: 502, kind: .doubt, code: .providerUnavailable),
      Row(status: 503, kind: .refused, code: .providerUnavailable),
      Row(status: 504, kind: .doubt, code: .providerUnavailable),
      Row(status: 599, kind: .doubt, code: .providerUnavailable),
      Row(status: 999, kind: .doubt, code: .connectionLost),
    ]
  )
  func whole(row: Row) {
    let outcome = outcome(row, left: true)
    #expect(OutcomeKind(outcome) == row.kind)
    #expect(outcome.error?.code == row.code)
    if row.kind != .accepted { #expect(outcome.error?.httpStatus == row.status) }
  }

  @Test(
    "holds for broken answers",
    arguments: [
      Row(status: 202, failure: .connection, kind: .accepted),
      Row(status: 200, failure: .timeout, kind: .accepted),
      Row(status: 301, failure: .local, kind: .account, code: .wrongEndpoint),
      Row(status: 400, failure: .connection, kind: .doubt, code: .connectionLost),
      Row(status: 503, failure: .timeout, kind: .doubt, code: .timeout),
      Row(status: 102, failure: .connection, kind: .doubt, code: .connectionLost),
      Row(failure: .timeout, kind: .doubt, code: .timeout),
      Row(failure: .connection, kind: .doubt, code: .connectionLost),
      Row(failure: .repetition, kind: .doubt, code: .connectionLost),
      Row(failure: .malformedAnswer, kind: .doubt, code: .connectionLost),
      Row(failure: .tls, kind: .doubt, code: .connectionLost),
      Row(failure: .canceled, kind: .doubt, code: .interrupted),
      Row(failure: .local, kind: .doubt, code: .connectionLost),
    ]
  )
  func broken(row: Row) {
    let outcome = outcome(row, left: true)
    #expect(OutcomeKind(outcome) == row.kind)
    #expect(outcome.error?.code == row.code)
  }

  @Test(
    "holds for what never left",
    arguments: [
      Row(failure: .nameResolution, kind: .unsent, code: .nameResolutionFailed),
      Row(failure: .connection, kind: .unsent, code: .connectionFailed),
      Row(failure: .timeout, kind: .unsent, code: .connectionFailed),
      Row(failure: .local, kind: .unsent, code: .connectionFailed),
      Row(failure: .repetition, kind: .unsent, code: .connectionFailed),
      Row(failure: .canceled, kind: .unsent, code: .interrupted),
      Row(failure: .tls, kind: .account, code: .tlsFailed),
    ]
  )
  func unsent(row: Row) {
    let outcome = outcome(row, left: false)
    #expect(OutcomeKind(outcome) == row.kind)
    #expect(outcome.error?.code == row.code)
    #expect(outcome.error?.reason == "why")
  }

  @Test("A name that is not found in time is a failed name resolution")
  func slowName() {
    var silent = result(nil, .timeout, left: false)
    silent.timings.nameLookup = 0
    let outcome = Outcome(of: silent, text: nil, now: WallTime(milliseconds: 0))
    #expect(OutcomeKind(outcome) == .unsent)
    #expect(outcome.error?.code == .nameResolutionFailed)
  }

  @Test("A refusal says how long to wait", arguments: [429, 503])
  func retryAfter(status: Int) {
    var answer = result(status, nil, left: true)
    Array("Retry-After: 7".utf8).withUnsafeBufferPointer { answer.head.take(line: $0) }
    let outcome = Outcome(of: answer, text: nil, now: WallTime(milliseconds: 0))
    guard case .refused(_, let wait) = outcome else {
      Issue.record("\(outcome) is no refusal")
      return
    }
    #expect(wait == Interval(seconds: 7))
  }

  @Test("Only a 400 makes an opt-out of 1110", arguments: [400, 403, 422])
  func optOut(status: Int) {
    var answer = result(status, nil, left: true)
    answer.body = Array(#"{"errors":[{"code":1110}]}"#.utf8)
    let outcome = Outcome(of: answer, text: nil, now: WallTime(milliseconds: 0))
    #expect((outcome.error?.code == .recipientOptedOut) == (status == 400))
  }

  @Test(
    "An id that is not valid is not taken",
    arguments: [
      #"{"data":{"id":""}}"#, #"{"data":{"id":"../x"}}"#, #"{"data":{"id":".x"}}"#,
      #"{"data":{"id":7}}"#, "{}", "", "OK",
    ]
  )
  func badID(body: String) {
    var answer = result(202, nil, left: true)
    answer.body = Array(body.utf8)
    let outcome = Outcome(of: answer, text: nil, now: WallTime(milliseconds: 0))
    #expect(outcome == .accepted(providerMessageID: nil, httpStatus: 202))
  }

  struct Body: CustomTestStringConvertible {
    var status: Int
    var body: String
    var kind: OutcomeKind
    var code: ErrorCode?
    var testDescription: String { "\(status) \(body) → \(kind)" }
  }

  private static let page = "<html><head><title>Sign in</title></head></html>"
  private static let funds =
    #"{"errors":[{"title":"Forbidden","detail":"Insufficient funds on the account"}]}"#
  private static let filtered = #"{"errors":[{"title":"Forbidden","detail":"Not your number"}]}"#

  @Test(
    "What the body says decides where the status does not",
    arguments: [
      Body(status: 200, body: page, kind: .doubt, code: .wrongEndpoint),
      Body(status: 202, body: " \r\n\u{FEFF}<!DOCTYPE html>", kind: .doubt, code: .wrongEndpoint),
      Body(status: 200, body: filtered, kind: .doubt, code: .providerError),
      Body(status: 200, body: funds, kind: .doubt, code: .paymentRequired),
      Body(status: 200, body: #"{"errors":{"a":1}}"#, kind: .doubt, code: .providerError),
      Body(status: 200, body: #"{"errors":"x"}"#, kind: .doubt, code: .providerError),
      Body(status: 200, body: #"{"errors":[]}"#, kind: .accepted),
      Body(status: 200, body: #"{"errors":null}"#, kind: .accepted),
      Body(status: 200, body: #"{"errors":[{"detail":"#, kind: .accepted),
      Body(status: 200, body: #"{"data":{"id":"a"},"errors":[1]}"#, kind: .accepted),
      Body(status: 200, body: "", kind: .accepted), Body(status: 200, body: "OK", kind: .accepted),
      Body(status: 403, body: page, kind: .account, code: .proxyRefused),
      Body(status: 403, body: filtered, kind: .failed, code: .forbidden),
      Body(status: 403, body: "", kind: .failed, code: .forbidden),
      Body(status: 403, body: funds, kind: .account, code: .paymentRequired),
      Body(status: 400, body: funds, kind: .account, code: .paymentRequired),
      Body(status: 422, body: funds, kind: .account, code: .paymentRequired),
      Body(status: 500, body: funds, kind: .account, code: .paymentRequired),
      Body(status: 503, body: funds, kind: .account, code: .paymentRequired),
      Body(
        status: 400,
        body: #"{"errors":[{"detail":"Not enough credit"}]}"#,
        kind: .account,
        code: .paymentRequired
      ),
      Body(status: 401, body: funds, kind: .account, code: .unauthorized),
      Body(status: 429, body: funds, kind: .refused, code: .tooManyRequests),
      Body(
        status: 400,
        body: #"{"errors":[{"detail":"Your balance is fine"}]}"#,
        kind: .failed,
        code: .badRequest
      ),
    ]
  )
  func bodies(body: Body) {
    var answer = result(body.status, nil, left: true)
    answer.body = Array(body.body.utf8)
    let outcome = Outcome(of: answer, text: MessageText("Hello"), now: WallTime(milliseconds: 0))
    #expect(OutcomeKind(outcome) == body.kind)
    #expect(outcome.error?.code == body.code)
  }

  @Test(
    "A 422 about media is final, says what is wrong, and shows no address",
    arguments: [
      (
        #"Error fetching media: File at "https://example.com/k/b.jpg" is over 767840 byte limit."#,
        ErrorCode.mediaTooLarge,
        #"Error fetching media: File at "media_urls[1]" is over 767840 byte limit."#
      ),
      (
        "Error fetching media: https://example.com/k/a.jpg: no answer",
        .mediaNotFetched, "Error fetching media: media_urls[0] no answer"
      ),
      (
        "Error fetching media: HTTPS://EXAMPLE.com/k/a.jpg gave 404", .mediaNotFetched,
        "Error fetching media: … gave 404"
      ),
      ("The number is not valid", .unprocessable, "The number is not valid"),
    ]
  )
  func media(_ detail: String, _ code: ErrorCode, _ shown: String) throws {
    var answer = result(422, nil, left: true)
    let escaped = detail.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\\\"")
    answer.body = Array(#"{"errors":[{"detail":"\#(escaped)"}]}"#.utf8)
    let media = Media(urls: ["https://example.com/k/a.jpg", "https://example.com/k/b.jpg"])
    let outcome = Outcome(
      of: answer,
      text: MessageText("See"),
      media: media,
      now: WallTime(milliseconds: 0)
    )
    #expect(OutcomeKind(outcome) == .failed && outcome.error?.code == code)
    #expect(outcome.error?.detail == shown)
    let text = Outcome(of: answer, text: MessageText("See"), now: WallTime(milliseconds: 0))
    #expect(text.error?.code == .unprocessable)
  }

  @Test("A text that speaks of funds and is quoted says nothing about ours")
  func quotedFunds() {
    var answer = result(400, nil, left: true)
    answer.body = Array(#"{"errors":[{"detail":"Refused: Insufficient funds, call us"}]}"#.utf8)
    let text = MessageText("Insufficient funds, call us")
    let outcome = Outcome(of: answer, text: text, now: WallTime(milliseconds: 0))
    #expect(outcome.error?.code == .badRequest)
  }

  @Test("A proxy that gives no tunnel pauses the account, and nothing left", arguments: [403, 407])
  func tunnel(status: Int) {
    var answer = result(nil, .connection, left: false)
    answer.proxyStatus = status
    let outcome = Outcome(of: answer, text: nil, now: WallTime(milliseconds: 0))
    #expect(OutcomeKind(outcome) == .account)
    #expect(outcome.error?.code == .proxyRefused)
    #expect(outcome.error?.httpStatus == status)
    answer.proxyStatus = 502
    let other = Outcome(of: answer, text: nil, now: WallTime(milliseconds: 0))
    #expect(OutcomeKind(other) == .unsent)
  }

  @Test("A probe is answered by a 200 with a list, and by nothing else")
  func probe() {
    func isGood(_ status: Int, _ body: String) -> Bool {
      var answer = result(status, nil, left: true)
      answer.body = Array(body.utf8)
      return ProviderError(ofProbe: answer, now: WallTime(milliseconds: 0)) == nil
    }
    #expect(isGood(200, #"{"data":[]}"#))
    for status in [202, 301, 401, 500] { #expect(!isGood(status, #"{"data":[]}"#)) }
    for body in ["", "{}", Self.page, #"{"data":{}}"#, #"{"errors":[1]}"#] {
      #expect(!isGood(200, body))
    }
  }
}
