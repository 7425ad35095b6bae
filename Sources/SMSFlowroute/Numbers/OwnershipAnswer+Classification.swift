internal import SMSCore
internal import SMSHTTP
internal import SMSJSON

/// What the end of a purchase or a release means.
///
/// | end | answer |
/// |---|---|
/// | 207 | done, but not enabled for texts |
/// | another 2xx | done |
/// | 2xx with a page, with errors, or about another number | doubt |
/// | nothing sent | refused |
/// | 404 to a release | doubt: it is gone already, or the address is wrong |
/// | 3xx, 4xx | refused |
/// | 408, 5xx, no complete answer | doubt |
extension OwnershipAnswer {
  /// - Parameters:
  ///   - result: How the transfer ended.
  ///   - number: The number that it is about.
  ///   - isRelease: Whether the number was to be given back.
  ///   - now: The wall clock.
  init(of result: TransferResult, about number: PhoneNumber, isRelease: Bool, now: WallTime) {
    if result.status == 207, !ProviderFault.isPage(result.body) {
      let hasWords = ProviderFault.reportsErrors(result.body)
      let fault = ProviderFault(body: result.body, text: nil)
      self = .doneWithoutMessaging(hasWords ? fault.detail : nil)
      return
    }
    switch Outcome(of: result, text: nil, now: now) {
    case .accepted:
      self = Self.success(result, number)
    case .accountTrouble(let error) where isRelease && result.status == 404:
      self = .doubt(error)
    case .refused(let error, _) where result.status == 503:
      self = .doubt(error)
    case .doubt(let error):
      self = .doubt(error)
    case .unsent(let error), .accountTrouble(let error), .failed(let error),
      .unfetched(let error), .refused(let error, _):
      self = .refused(error)
    }
  }

  /// An answer that names another number is not believed.
  private static func success(_ result: TransferResult, _ number: PhoneNumber) -> OwnershipAnswer {
    let resource = LenientJSONParser.value(of: result.body)?["data"]
    let named = resource.flatMap { OwnNumber($0, included: []) }?.number
    guard let named, named != number else { return .done }
    return .doubt(
      ProviderError(
        code: .providerError,
        httpStatus: result.status,
        reason: "the answer is about \(named.digits)"
      )
    )
  }
}
