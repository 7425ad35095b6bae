internal import SMSCore
internal import SMSHTTP
internal import SMSJSON

extension ProviderEvent {
  /// What an event of the transport means to the dispatcher; nil if it has no meaning there.
  init?(_ event: TransportEvent, account: String, clock: () -> WallTime) {
    switch event {
    case .left(let request, let time):
      guard case .send(let dispatch)? = request.purpose else { return nil }
      self = .left(account: account, job: dispatch.job, at: time)
    case .ended(let request, let result):
      switch request.purpose {
      case .send(let dispatch)?:
        self = .answered(
          account: account,
          job: dispatch.job,
          outcome: Outcome(of: result, text: dispatch.text, now: clock()),
          took: result.endedAt.since(result.beganAt)
        )
      case .probe?:
        self = .probed(account: account, failure: ProviderError(ofProbe: result, now: clock()))
      case .list(let query, let time)?:
        let answer = ListAnswer(of: result, to: query, askedAt: time, now: clock())
        self = .listed(account: account, answer: answer)
      case .call(let call)?:
        call.end(result)
        return nil
      case nil:
        return nil
      }
    }
  }
}

extension ProviderError {
  /// What a probe met; nil if it was answered with a list.
  ///
  /// A network's login page answers with 200 too, and with whatever else a 2xx may be.
  init?(ofProbe result: TransferResult, now: WallTime) {
    if result.status == 200, LenientJSONParser.value(of: result.body)?["data"]?.array != nil {
      return nil
    }
    let fallback = ProviderError(
      code: .wrongEndpoint,
      httpStatus: result.status,
      reason: "the answer is no list"
    )
    self = Outcome(of: result, text: nil, now: now).error ?? fallback
  }
}
