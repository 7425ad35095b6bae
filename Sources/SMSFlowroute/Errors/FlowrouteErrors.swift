package import SMSCore

/// What Flowroute's errors mean, and the final error of an attempt in doubt, settled or not.
package struct FlowrouteErrors: ErrorExplaining {
  package init() {}

  package func explain(
    _ error: ProviderError,
    of account: AccountFacts,
    about envelope: Envelope?,
    attempt: Int?
  ) -> JobError {
    HintCatalogue(facts: account).explain(error, about: envelope, attempt: attempt)
  }

  package func explain(call error: ProviderError, of account: AccountFacts) -> JobError {
    HintCatalogue(facts: account).explain(call: error)
  }

  package func explain(numbers error: ProviderError, of account: AccountFacts) -> JobError {
    HintCatalogue(facts: account).explain(numbers: error)
  }

  package func ofOneMessage(_ error: JobError) -> JobError {
    guard [.paymentRequired, .proxyRefused, .wrongEndpoint].contains(error.code) else {
      return error
    }
    var explained = error
    explained.message += " Other messages of the account were accepted meanwhile."
    explained.hint = """
      This message met this answer twice, and others were accepted in between: its text or its \
      recipient is probably the cause, through a filter on the way (accounts.*.proxy) or at \
      Flowroute. Change the text and send it again, or ask whoever runs the filter. If all messages \
      meet it: \(error.hint)
      """
    return explained
  }

  package func notSent(_ error: JobError) -> JobError {
    var explained = error
    explained.message += " Flowroute's list of messages shows that it was not accepted."
    switch error.code {
    case .timeout, .connectionLost, .interrupted:
      explained.hint = """
        Nothing reached Flowroute, so sending it again is safe: the daemon does so by itself until \
        the message expires or retry.max_attempts is used up; after that, smsdispatch retry. If it \
        happens often, check the network and accounts.*.timeout_seconds.
        """
    default: break
    }
    return explained
  }

  package func unsettled(
    _ error: JobError,
    _ list: UnsettledList,
    _ parties: Parties
  ) -> JobError {
    var explained = error
    switch list {
    case .isUnread:
      explained.message +=
        " Flowroute's list of messages could not be read to settle whether it was sent."
    case .isUnclear:
      explained.message += """
         Flowroute's list of messages holds one between these numbers at that time whose text or \
        time does not show whether it is this one.
        """
    }
    explained.hint = """
      Flowroute may have sent it: look for a message from \(parties.from.digits) to \
      \(parties.to.digits) at that time in the portal before you send it again (smsdispatch retry). \
      With if_uncertain: "resend" in a request, or uncertain.otherwise in the configuration, such \
      messages are sent once more automatically.
      """
    return explained
  }

  package func recordAbsent(_ target: JobName, account: String) -> JobError {
    JobError(
      code: .unknownMessage,
      message: "Flowroute has no record of message \(target.id) (HTTP 404).",
      hint: """
        Records of fresh messages take seconds to show: ask again. A record is only found with \
        the version of the API that the message was sent by (accounts.\(account).api).
        """,
      httpStatus: 404
    )
  }

  package func facts(ofUnconfigured account: String) -> AccountFacts {
    AccountFacts(
      name: account,
      baseURL: ProviderDescription.flowroute.baseURL,
      api: ProviderDescription.flowroute.defaultAPIVersion,
      keySource: "the configuration",
      caFile: nil,
      messagesPerSecond: 1
    )
  }
}
