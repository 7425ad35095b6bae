/// The JSON of a request to inject a fault.
struct FaultForm: Decodable {
  /// Why a form does not make a rule.
  struct Refusal: Error {
    /// As a sentence.
    let reason: String
  }

  struct Match: Decodable {
    let method: String?
    let path: String?
    let to: String?
    let from: String?
  }

  let match: Match?
  let fault: String
  let times: Int?
  let delay: Int64?
  let retryAfter: Int?

  enum CodingKeys: String, CodingKey {
    case match
    case fault
    case times
    case delay = "delay_ms"
    case retryAfter = "retry_after"
  }

  /// The rule, or why the form does not make one.
  func rule() -> Result<FaultRule, Refusal> {
    let nanoseconds = delay.map { $0.multipliedReportingOverflow(by: 1_000_000) }
    guard nanoseconds?.overflow != true, (delay ?? 0) >= 0 else {
      return refuse("delay_ms must be 0 or more.")
    }
    guard
      let fault = Fault(name: fault, delay: nanoseconds?.partialValue, retryAfter: retryAfter)
    else {
      return refuse(
        "fault must be a status from 400 to 599 or one of \(Fault.names.joined(separator: ", ")), "
          + "with accept-then- in front if the message is to be accepted all the same."
      )
    }
    guard times ?? 1 >= 1 else { return refuse("times must be 1 or more.") }
    return rule(fault)
  }

  private func rule(_ fault: Fault) -> Result<FaultRule, Refusal> {
    guard [match?.to, match?.from].allSatisfy({ $0 == nil || $0.flatMap(Handset.digits) != nil })
    else { return refuse("match.to and match.from must be numbers of 11 digits.") }
    guard fault.kind != .dropUnread || (match?.to == nil && match?.from == nil) else {
      return refuse("drop-unread happens before the numbers are known: match method and path.")
    }
    return .success(
      FaultRule(
        fault,
        method: match?.method,
        path: match?.path,
        to: match?.to,
        from: match?.from,
        times: times
      )
    )
  }

  private func refuse(_ reason: String) -> Result<FaultRule, Refusal> {
    .failure(Refusal(reason: reason))
  }
}
