package import SMSCore

extension FlowrouteProvider: MessageListing {
  /// Asks for a page of the account's messages beside the looks of the dispatcher.
  ///
  /// Source: developer.flowroute.com/api/messages/v2.1/list-messages.
  package func page(_ query: ListQuery) async -> ListAnswer {
    let began = clock()
    let path = TransferRequest.path(listing: query, api: api)
    let result = await call(path: path, .get, kept: TransferRequest.keptOfPage)
    return ListAnswer(of: result, to: query, askedAt: began, now: clock())
  }
}
