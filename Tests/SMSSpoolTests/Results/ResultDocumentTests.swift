import SMSCore
import SMSFlowroute
import SMSJSON
import SMSSpool
import Testing

@Suite struct ResultDocumentTests {
  @Test("a sent message's result is the contract's example, byte for byte")
  func sent() {
    let text = String(
      decoding: JSONWriter.write(.object(ResultDocument.of(Sample.sent, provider: "flowroute"))),
      as: UTF8.self
    )
    #expect(
      text == """
        {
          "id": "order-1042",
          "kind": "message",
          "status": "sent",
          "final": true,
          "to": "12065550142",
          "from": "12065550101",
          "priority": "normal",
          "provider": "flowroute",
          "account": "main",
          "provider_message_id": "mdr2-39cd0aceb66e41e78ff806cd7f24ba2d",
          "segments": 1,
          "encoding": "ascii",
          "attempts": 1,
          "accepted_at": "2026-11-23T08:00:00.123Z",
          "updated_at": "2026-11-23T08:00:00.391Z",
          "metadata": {}
        }

        """
    )
  }

  @Test("a deferred message shows its error and its next attempt")
  func deferred() {
    var job = Sample.sent
    job.state = .deferred
    job.message?.providerMessageID = nil
    job.nextAttemptAt = WallTime(milliseconds: 1_795_420_805_000)
    job.error = JobError(
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
    let result = ResultDocument.of(job, provider: "flowroute")
    #expect(result["status"] == "deferred")
    #expect(result["final"] == false)
    #expect(result["provider_message_id"] == .null)
    #expect(result["next_attempt_at"] == "2026-11-23T08:00:05.000Z")
    #expect(
      result["error"] == [
        "code": "provider_error", "message": "m", "hint": "h", "http_status": 500,
        "provider_detail": "d", "provider_error_id": "e", "attempt": 2,
        "retry_at": "2026-11-23T08:00:06.000Z",
        "cause": ["code": "timeout", "message": "cm", "hint": "ch", "http_status": 504],
      ]
    )
  }

  @Test("the next attempt of a job that is not deferred is not told")
  func noNextAttempt() {
    var job = Sample.sent
    job.nextAttemptAt = WallTime(milliseconds: 0)
    #expect(ResultDocument.of(job, provider: "flowroute")["next_attempt_at"] == nil)
  }

  @Test("a command's result has no members of a message")
  func command() {
    var job = Sample.sent
    job.kind = "flush"
    job.state = .done
    job.message = nil
    job.affected = 17
    job.tooLate = [.expired: 1, .sent: 2]
    #expect(
      ResultDocument.of(job, provider: "flowroute").members.map(\.name) == [
        "id", "kind", "status", "final", "accepted_at", "updated_at", "affected", "too_late",
        "metadata",
      ]
    )
  }

  @Test("metadata is returned as it came, retries name one another")
  func metadata() {
    var job = Sample.sent
    job.metadata = #"{"b":1.0,"a":[null,"\n"]}"#
    job.retryOf = "order-1041"
    job.retriedAs = "order-1042.retry-1"
    let result = ResultDocument.of(job, provider: "flowroute")
    let written = JSONWriter.write(result["metadata"] ?? .null, as: .compact)
    #expect(String(decoding: written, as: UTF8.self) == job.metadata)
    #expect(result["retry_of"] == "order-1041")
    #expect(result["retried_as"] == "order-1042.retry-1")
  }

  @Test("receipts are reported as delivery, without what they do not say")
  func delivery() {
    var job = Sample.sent
    job.delivery = Delivery(
      [
        Receipt(messageID: "mdr2-1", level: 1, status: "smsc submit"),
        Receipt(
          messageID: "mdr2-1",
          level: 2,
          status: "delivered",
          code: 1_004,
          description: "Message delivered to handset",
          at: WallTime(milliseconds: 1_795_420_801_000)
        ),
      ],
      read: FlowrouteReceipts()
    )
    #expect(
      ResultDocument.of(job, provider: "flowroute")["delivery"] == [
        "status": "delivered", "code": 1_004, "description": "Message delivered to handset",
        "at": "2026-11-23T08:00:01.000Z",
        "receipts": [
          ["level": 1, "status": "smsc submit"],
          [
            "level": 2, "status": "delivered", "code": 1_004,
            "description": "Message delivered to handset", "at": "2026-11-23T08:00:01.000Z",
          ],
        ],
      ]
    )
  }

  @Test("a lookup's record is returned as the provider wrote it")
  func record() {
    var job = Sample.sent
    (job.kind, job.state, job.message) = ("lookup", .found, nil)
    job.record = #"{"id":"mdr2-1","attributes":{"is_mms":false}}"#
    let result = ResultDocument.of(job, provider: "flowroute")
    #expect(result["status"] == "found" && result["final"] == true)
    #expect(result["record"] == ["id": "mdr2-1", "attributes": ["is_mms": false]])
    #expect(result["delivery"] == nil)
  }

  @Test("every state has the contract's word, and says whether it is final")
  func states() {
    let words = [
      ("deferred", false), ("held", false), ("deferred", false), ("sent", true), ("failed", true),
      ("expired", true),
      ("canceled", true), ("uncertain", true), ("done", true), ("approved", true), ("denied", true),
      ("found", true), ("suppressed", true),
    ]
    let told = JobState.allCases.filter(\.isPublished).map { state in
      var job = Sample.sent
      job.state = state
      return ResultDocument.of(job, provider: "flowroute")
    }
    #expect(told.map { $0["status"]?.string } == words.map(\.0))
    #expect(told.map { $0["final"]?.bool } == words.map(\.1))
  }
}
