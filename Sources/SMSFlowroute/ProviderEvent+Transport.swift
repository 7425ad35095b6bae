internal import SMSCore
internal import SMSHTTP
internal import SMSJSON

extension ProviderEvent {
  /// The dispatcher's view of a transport event; nil if the event does not concern it.
  ///
  /// What the provider could not fetch although it never asked is not the message's fault.
  init?(_ event: TransportEvent, account: String, media: MediaService, clock: () -> WallTime) {
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
          outcome: Outcome(
            of: result,
            text: dispatch.envelope.text,
            media: dispatch.envelope.media,
            now: clock()
          ).heeding(media, dispatch.envelope.media, since: result.beganAt),
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

extension Outcome {
  /// The outcome, if our listener was asked for the message's files, or the provider says that it means
  /// another one.
  fileprivate func heeding(
    _ service: MediaService,
    _ media: Media?,
    since time: MonotonicTime
  ) -> Outcome {
    guard case .failed(var error) = self, error.code == .mediaNotFetched,
      let copies = media?.copies, !service.wasAsked(copies.key, time),
      error.detail?.contains(MediaRedaction.foreign) != true
    else { return self }
    error.reason = "the listener was never asked for them"
    return .unfetched(error)
  }
}

extension ProviderError {
  /// Why a probe failed; nil if it was answered with a list.
  ///
  /// A 2xx alone proves nothing: a network's login page also answers with 200.
  init?(ofProbe result: TransferResult, now: WallTime) {
    if result.status == 200, LenientJSONParser.value(of: result.body)?["data"]?.array != nil {
      return nil
    }
    let fallback = ProviderError(
      code: .wrongEndpoint,
      httpStatus: result.status,
      reason: "the answer is not a list"
    )
    self = Outcome(of: result, text: nil, now: now).error ?? fallback
  }
}
