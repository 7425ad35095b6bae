import SMSCore
import SMSFlowroute
import SMSJSON
import SMSSpool
import Testing

@Suite struct ResultReadingTests {
  private static var jobs: [JobSnapshot] {
    var sent = Sample.sent
    sent.metadata = #"{"order":7}"#
    sent.delivery = Delivery(
      [
        Receipt(
          messageID: sent.message?.providerMessageID ?? "",
          level: 2,
          status: "delivered",
          code: 1004,
          description: "d",
          at: WallTime(milliseconds: 1_795_420_900_000)
        )
      ],
      read: FlowrouteReceipts()
    )
    var failed = Sample.sent
    failed.state = .failed
    failed.message?.providerMessageID = nil
    failed.retriedAs = "order-1042.retry-1"
    failed.error = JobError(
      code: .providerError,
      message: "m",
      hint: "h",
      httpStatus: 500,
      providerDetail: "d",
      providerErrorID: "e",
      attempt: 2,
      retryAt: WallTime(milliseconds: 1_795_420_806_000),
      cause: JobError.Cause(code: .timeout, message: "cm", hint: "ch", httpStatus: 504)
    )
    var denied = Sample.sent
    (denied.kind, denied.message, denied.attempts) = ("check", nil, 0)
    (denied.state, denied.verdict) = (.denied, .denied(.wrongCode, attemptsLeft: 3))
    var found = denied
    (found.kind, found.state, found.verdict) = ("lookup", .found, nil)
    found.record = #"{"type":"message"}"#
    var normalized = Sample.sent
    normalized.message?.replacements = [
      TextReplacement(character: "\u{2019}", replacement: "'", count: 2),
      TextReplacement(character: "\u{FEFF}", replacement: "", count: 1),
    ]
    var repeated = Sample.sent
    repeated.state = .suppressed
    repeated.message?.providerMessageID = nil
    repeated.error = .duplicateText(of: "a-1", in: "default", within: Interval(seconds: 1))
    var unsent = repeated
    unsent.error = .dryRun(of: "main", isCode: false, price: 0.0079)
    return [normalized, sent, failed, denied, found, repeated, unsent]
  }

  @Test("a result that was written is read as the job that it describes", arguments: jobs)
  func inverse(_ job: JobSnapshot) throws {
    var expected = job
    (expected.number, expected.change) = (JobNumber(0), 0)
    let bytes = JSONWriter.write(.object(ResultDocument.of(job, provider: "flowroute")))
    let object = try #require(try JSONParser.parse(bytes).object)
    #expect(ResultDocument.job(object, in: "default", receipts: FlowrouteReceipts()) == expected)
  }

  @Test(
    "what is not a job's result is passed over",
    arguments: [
      #"{"id": "a", "status": "rejected", "final": true}"#,
      #"{"id": "a", "kind": "message", "status": "sent", "final": false}"#,
      #"{"id": ".a", "kind": "message", "status": "sent", "final": true}"#, "{}",
    ]
  )
  func foreign(_ text: String) throws {
    let object = try #require(try JSONParser.parse(Array(text.utf8)).object)
    #expect(ResultDocument.job(object, in: "default", receipts: FlowrouteReceipts()) == nil)
  }
}
