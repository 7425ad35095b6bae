import SMSCore
import Testing

/// The errors that the daemon itself ends a job with.
struct DaemonErrorTests {
  private static let name = JobName(spool: "shop", id: "order-7")

  @Test("expiry tells the last error as its cause, and how to give more time")
  func expired() {
    let cause = JobError(code: .timeout, message: "M", hint: "Look there.", httpStatus: 504)
    let error = JobError.expired(cause: cause)
    #expect(error.code == .expired)
    #expect(
      error.cause
        == JobError.Cause(code: .timeout, message: "M", hint: "Look there.", httpStatus: 504)
    )
    for word in ["ttl_seconds", "expires_at", "retry.give_up_after_seconds", "Look there."] {
      #expect(error.hint.contains(word))
    }
  }

  @Test("expiry without an error before it has no cause and points to the status")
  func expiredWithoutCause() {
    let error = JobError.expired(cause: nil)
    #expect(error.cause == nil)
    #expect(error.hint.contains("smsdispatch status"))
  }

  @Test("commands that change nothing say which message and why")
  func commands() {
    #expect(JobError.tooLate(Self.name, is: .sent).code == .tooLate)
    #expect(
      JobError.tooLate(Self.name, is: .sent).message.contains("order-7 of spool shop is sent")
    )
    #expect(JobError.tooLate(Self.name, is: .sent).hint.contains("results/order-7.json"))
    #expect(JobError.unknownMessage(Self.name).code == .unknownMessage)
    #expect(JobError.unknownMessage(Self.name).hint.contains("--spool shop"))
    #expect(JobError.unknownMessage(Self.name).hint.contains("retention.ledger_days"))
    #expect(JobError.canceled(by: Self.name).code == .canceled)
    #expect(JobError.canceled(by: Self.name).hint.contains("order-7"))
  }

  @Test("a ledger's error reads as operation, path, cause and hint")
  func ledger() {
    let error = LedgerError(
      code: .full,
      operation: "commit",
      path: "/x/ledger.sqlite",
      cause: "no space",
      hint: "Free some."
    )
    #expect(error.description == "commit /x/ledger.sqlite: no space. Free some.")
  }
}
