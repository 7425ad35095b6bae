import SMSCore

/// Plain words for errors, in place of a provider's.
struct PlainErrors: ErrorExplaining {
  func explain(
    _ error: ProviderError,
    of account: AccountFacts,
    about envelope: Envelope?,
    attempt: Int?
  ) -> JobError {
    let about = envelope.map { " to \($0.to.digits) from \($0.from.digits)" } ?? ""
    return JobError(
      code: error.code,
      message: "\(account.name)\(about): \(error.code.rawValue).",
      hint: "See the detail.",
      httpStatus: error.httpStatus,
      providerDetail: error.detail,
      providerErrorID: error.errorID,
      attempt: attempt
    )
  }

  func explain(call error: ProviderError, of account: AccountFacts) -> JobError {
    explain(error, of: account)
  }

  func explain(numbers error: ProviderError, of account: AccountFacts) -> JobError {
    explain(error, of: account)
  }

  func ofOneMessage(_ error: JobError) -> JobError {
    guard [.paymentRequired, .proxyRefused, .wrongEndpoint].contains(error.code) else {
      return error
    }
    return changed(error, "Others were accepted.", hint: "It met this answer twice.")
  }

  func notSent(_ error: JobError) -> JobError {
    changed(error, "It was not accepted.", hint: error.hint)
  }

  func unsettled(_ error: JobError, _ list: UnsettledList, _ parties: Parties) -> JobError {
    switch list {
    case .isUnread: changed(error, "The list was not read.", hint: "Look in the portal.")
    case .isUnclear: changed(error, "The list does not show whether.", hint: "Look in the portal.")
    }
  }

  func recordAbsent(_ target: JobName, account: String) -> JobError {
    JobError(code: .unknownMessage, message: "No record of \(target.id).", hint: account)
  }

  func facts(ofUnconfigured account: String) -> AccountFacts {
    AccountFacts(
      name: account,
      baseURL: "https://api.provider.example",
      api: "v2.1",
      keySource: "a file",
      caFile: nil,
      messagesPerSecond: 1
    )
  }

  private func changed(_ error: JobError, _ words: String, hint: String) -> JobError {
    var changed = error
    changed.message += " " + words
    changed.hint = hint
    return changed
  }
}
