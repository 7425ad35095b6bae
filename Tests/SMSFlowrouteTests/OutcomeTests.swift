import SMSCore
import Testing

@testable import SMSFlowroute

@Suite("The contract's table of answers")
struct OutcomeTests {
  /// What an outcome is, without its words.
  enum Class: String {
    case accepted, unsent, refused, failed, doubt, account

    init(_ outcome: Outcome) {
      self =
        switch outcome {
        case .accepted: .accepted
        case .unsent: .unsent
        case .refused: .refused
        case .failed: .failed
        case .doubt: .doubt
        case .accountTrouble: .account
        }
    }
  }

  struct Row: CustomTestStringConvertible {
    var status: Int?
    var failure: TransferFailure.Kind?
    var `class`: Class
    var code: ErrorCode?
    var testDescription: String { "\(status ?? 0) \(failure?.rawValue ?? "") → \(`class`)" }
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
      Row(status: 200, class: .accepted), Row(status: 202, class: .accepted),
      Row(status: 299, class: .accepted),
      Row(status: 301, class: .account, code: .wrongEndpoint),
      Row(status: 308, class: .account, code: .wrongEndpoint),
      Row(status: 400, class: .failed, code: .badRequest),
      Row(status: 401, class: .account, code: .unauthorized),
      Row(status: 402, class: .failed, code: .badRequest),
      Row(status: 403, class: .failed, code: .forbidden),
      Row(status: 404, class: .account, code: .wrongEndpoint),
      Row(status: 405, class: .account, code: .wrongEndpoint),
      Row(status: 408, class: .doubt, code: .timeout),
      Row(status: 415, class: .account, code: .wrongEndpoint),
      Row(status: 418, class: .failed, code: .badRequest),
      Row(status: 422, class: .failed, code: .unprocessable),
      Row(status: 429, class: .refused, code: .tooManyRequests),
      Row(status: 500, class: .doubt, code: .providerError),
      Row(status: 501, class: .doubt, code: .providerUnavailable),
      Row(status: 502, class: .doubt, code: .providerUnavailable),
      Row(status: 503, class: .refused, code: .providerUnavailable),
      Row(status: 504, class: .doubt, code: .providerUnavailable),
      Row(status: 599, class: .doubt, code: .providerUnavailable),
      Row(status: 999, class: .doubt, code: .connectionLost),
    ]
  )
  func whole(row: Row) {
    let outcome = outcome(row, left: true)
    #expect(Class(outcome) == row.class)
    #expect(outcome.error?.code == row.code)
    if row.class != .accepted { #expect(outcome.error?.httpStatus == row.status) }
  }

  @Test(
    "holds for broken answers",
    arguments: [
      Row(status: 202, failure: .connection, class: .accepted),
      Row(status: 200, failure: .timeout, class: .accepted),
      Row(status: 301, failure: .local, class: .account, code: .wrongEndpoint),
      Row(status: 400, failure: .connection, class: .doubt, code: .connectionLost),
      Row(status: 503, failure: .timeout, class: .doubt, code: .timeout),
      Row(status: 102, failure: .connection, class: .doubt, code: .connectionLost),
      Row(failure: .timeout, class: .doubt, code: .timeout),
      Row(failure: .connection, class: .doubt, code: .connectionLost),
      Row(failure: .repetition, class: .doubt, code: .connectionLost),
      Row(failure: .malformedAnswer, class: .doubt, code: .connectionLost),
      Row(failure: .tls, class: .doubt, code: .connectionLost),
      Row(failure: .canceled, class: .doubt, code: .interrupted),
      Row(failure: .local, class: .doubt, code: .connectionLost),
    ]
  )
  func broken(row: Row) {
    let outcome = outcome(row, left: true)
    #expect(Class(outcome) == row.class)
    #expect(outcome.error?.code == row.code)
  }

  @Test(
    "holds for what never left",
    arguments: [
      Row(failure: .nameResolution, class: .unsent, code: .nameResolutionFailed),
      Row(failure: .connection, class: .unsent, code: .connectionFailed),
      Row(failure: .timeout, class: .unsent, code: .connectionFailed),
      Row(failure: .local, class: .unsent, code: .connectionFailed),
      Row(failure: .repetition, class: .unsent, code: .connectionFailed),
      Row(failure: .canceled, class: .unsent, code: .interrupted),
      Row(failure: .tls, class: .account, code: .tlsFailed),
    ]
  )
  func unsent(row: Row) {
    let outcome = outcome(row, left: false)
    #expect(Class(outcome) == row.class)
    #expect(outcome.error?.code == row.code)
    #expect(outcome.error?.reason == "why")
  }

  @Test("A name that is not found in time is a failed name resolution")
  func slowName() {
    var silent = result(nil, .timeout, left: false)
    silent.timings.nameLookup = 0
    let outcome = Outcome(of: silent, text: nil, now: WallTime(milliseconds: 0))
    #expect(Class(outcome) == .unsent)
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
    "An id that is none is not taken",
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

  @Test("A probe is answered by a 200, and by nothing else", arguments: [200, 202, 301, 401, 500])
  func probe(status: Int) {
    let error = ProviderError(
      ofProbe: result(status, nil, left: true),
      now: WallTime(milliseconds: 0)
    )
    #expect((error == nil) == (status == 200))
  }
}
