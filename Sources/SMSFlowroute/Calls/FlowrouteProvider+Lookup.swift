package import SMSCore
internal import SMSHTTP
internal import SMSJSON

extension FlowrouteProvider: MessageLookup {
  /// Asks for a message detail record.
  ///
  /// Source: developer.flowroute.com/api/messages, "Look up a message", versions 2.0 and 2.1.
  package func lookUp(_ id: String) async -> LookupAnswer {
    guard MessageID.isAcceptable(id) else { return .absent }
    let result = await call(path: "\(api.messagesPath)/\(id)", .get)
    return LookupAnswer(of: result, now: clock())
  }
}

extension LookupAnswer {
  /// The answer that the end of a lookup call means.
  init(of result: TransferResult, now: WallTime) {
    switch (result.status, result.failure) {
    case (200, nil):
      let record = LenientJSONParser.value(of: result.body)?["data"].flatMap(MessageDetail.init)
      self =
        record.map(LookupAnswer.found)
        ?? .failed(ProviderError(code: .connectionLost, httpStatus: 200))
    case (404, nil):
      self = .absent
    default:
      switch Outcome(of: result, text: nil, now: now) {
      case .accountTrouble(let error), .failed(let error): self = .refused(error)
      case .unsent(let error), .refused(let error, _), .unfetched(let error), .doubt(let error):
        self = .failed(error)
      case .accepted:
        self = .failed(ProviderError(code: .connectionLost, httpStatus: result.status))
      }
    }
  }
}

extension FlowrouteProvider: MessageListing {
  /// Asks for a page of the account's messages, independently of the dispatcher's list calls.
  ///
  /// Source: developer.flowroute.com/api/messages/v2.1/list-messages.
  package func page(_ query: ListQuery) async -> ListAnswer {
    let began = clock()
    let path = TransferRequest.path(listing: query, api: api)
    let result = await call(path: path, .get, kept: TransferRequest.keptOfPage)
    return ListAnswer(of: result, to: query, askedAt: began, now: clock())
  }
}
