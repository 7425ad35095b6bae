import SMSCore
import SMSFlowroute
import Testing

/// What an error says once it is known what became of the attempt.
struct FlowrouteErrorsTests {
  private static let errors = FlowrouteErrors()

  private static func parties() throws -> Parties {
    Parties(
      to: try PhoneNumber(parsing: "12065550142"),
      from: try PhoneNumber(parsing: "12065550101")
    )
  }

  private static func error(_ code: ErrorCode) -> JobError {
    JobError(code: code, message: "M.", hint: "H.")
  }

  @Test("a lost answer that the list disproves may be sent again, and any other keeps its hint")
  func notSent() {
    let lost = Self.errors.notSent(Self.error(.connectionLost))
    #expect(
      lost.message == "M. Flowroute's list of messages shows that it was not accepted."
    )
    #expect(
      lost.hint == """
        Nothing reached Flowroute, so sending it again is safe: the daemon does so by itself until \
        the message expires or retry.max_attempts is used up; after that, smsdispatch retry. If it \
        happens often, check the network and accounts.*.timeout_seconds.
        """
    )
    let failed = Self.errors.notSent(Self.error(.providerError))
    #expect(failed.message == lost.message && failed.hint == "H.")
  }

  @Test("a message that may have been sent names both numbers, the portal and the settings")
  func unsettled() throws {
    let unread = Self.errors.unsettled(Self.error(.timeout), .isUnread, try Self.parties())
    #expect(
      unread.message == """
        M. Flowroute's list of messages could not be read to settle whether it was sent.
        """
    )
    #expect(
      unread.hint == """
        Flowroute may have sent it: look for a message from 12065550101 to 12065550142 at that \
        time in the portal before you send it again (smsdispatch retry). With if_uncertain: \
        "resend" in a request, or uncertain.otherwise in the configuration, such messages are sent \
        once more automatically.
        """
    )
    let unclear = Self.errors.unsettled(Self.error(.timeout), .isUnclear, try Self.parties())
    #expect(
      unclear.message == """
        M. Flowroute's list of messages holds one between these numbers at that time whose text or \
        time does not show whether it is this one.
        """
    )
    #expect(unclear.hint == unread.hint)
  }

  @Test("a message that was waiting in a backup is as uncertain as one whose list is unclear")
  func unclearSinceBackup() throws {
    let error = Self.errors.unclearSinceBackup(try Self.parties())
    #expect(error.code == .interrupted)
    #expect(error.message.hasPrefix("The ledger was restored from a backup that is older"))
    #expect(error.message.hasSuffix("does not show whether it is this one."))
    #expect(error.hint.contains("from 12065550101 to 12065550142"))
  }

  @Test(
    "an account's trouble that only one message meets names its text as the cause",
    arguments: [ErrorCode.paymentRequired, .proxyRefused, .wrongEndpoint]
  )
  func ofOneMessage(_ code: ErrorCode) {
    let error = Self.errors.ofOneMessage(Self.error(code))
    #expect(error.message == "M. Other messages of the account were accepted meanwhile.")
    #expect(
      error.hint == """
        This message met this answer twice, and others were accepted in between: its text or its \
        recipient is probably the cause, through a filter on the way (accounts.*.proxy) or at \
        Flowroute. Change the text and send it again, or ask whoever runs the filter. If all \
        messages meet it: H.
        """
    )
  }

  @Test("a message's own error does not become another when others are accepted")
  func ofItself() {
    #expect(Self.errors.ofOneMessage(Self.error(.badRequest)) == Self.error(.badRequest))
  }

  @Test("an absent record names the message and the account's version")
  func recordAbsent() {
    let error = Self.errors.recordAbsent(JobName(spool: "shop", id: "order-7"), account: "main")
    #expect(error.code == .unknownMessage && error.httpStatus == 404)
    #expect(error.message == "Flowroute has no record of message order-7 (HTTP 404).")
    #expect(error.hint.hasSuffix("sent by (accounts.main.api)."))
  }
}
