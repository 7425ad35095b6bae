internal import SMSCore
internal import SMSHTTP

/// How the outcome of a list call is classified.
///
/// | end | answer |
/// |---|---|
/// | 200 with a complete list | page |
/// | 200 with more than is kept | too large |
/// | 200 with part of a list, none, or a lost connection | failed, `connection_lost` or `timeout` |
/// | another 2xx | failed, `wrong_endpoint` |
/// | anything else | failed, with the code that a send would get |
extension ListAnswer {
  /// - Parameters:
  ///   - result: How the transfer ended.
  ///   - query: What was asked.
  ///   - began: Our wall clock before the request was sent.
  ///   - now: Our wall clock after the answer arrived.
  init(of result: TransferResult, to query: ListQuery, askedAt began: WallTime, now: WallTime) {
    let isCanceled = result.failure?.kind == .canceled
    if result.status == 200, result.isCut, !isCanceled {
      self = .tooLarge
      return
    }
    let skew = ClockSkew(date: result.head.date, from: began, to: now)
    if result.status == 200, result.failure == nil,
      let page = ListPage(result.body, limit: query.limit, skew: skew)
    {
      self = .page(page)
      return
    }
    // Without a status, any header fields are a proxy's.
    let wait = result.status == nil ? nil : RetryAfter.interval(result.head.retryAfter, now: now)
    self = .failed(ProviderError(ofList: result, now: now), retryAfter: wait)
  }
}

extension ProviderError {
  /// Why a list call returned no list, without anything that might be a message's text.
  fileprivate init(ofList result: TransferResult, now: WallTime) {
    switch (result.status, result.failure) {
    case (.some(200..<300), let failure?):
      self = Outcome.broken(result.status, failure)
    case (200, nil):
      let reason = "the answer is not a complete list"
      self.init(code: .connectionLost, httpStatus: 200, reason: reason)
    default:
      // The body is read separately: it may quote many texts, where a send's error quotes only one.
      var bare = result
      bare.body = []
      let fallback = ProviderError(code: .wrongEndpoint, httpStatus: result.status)
      self = Outcome(of: bare, text: nil, now: now).error ?? fallback
      let fault = ProviderFault(ofList: result.body)
      detail = fault.detail
      errorID = fault.errorID
    }
  }
}
