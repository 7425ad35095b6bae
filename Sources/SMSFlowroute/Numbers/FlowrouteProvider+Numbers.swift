package import SMSCore
internal import SMSHTTP
internal import SMSJSON

/// Source: developer.flowroute.com/api/numbers/v2.0 and /api/message-provision/v2.0.
extension FlowrouteProvider: NumberProvisioning {
  package func ownNumbers(
    _ page: NumberPageQuery
  ) async -> Result<NumberPage<OwnNumber>, ProviderError> {
    await self.page(NumbersPath.own(page), limit: page.limit)
  }

  package func availableNumbers(
    _ search: NumberSearch,
    _ page: NumberPageQuery
  ) async -> Result<NumberPage<AvailableNumber>, ProviderError> {
    await self.page(NumbersPath.available(search, page), limit: page.limit)
  }

  /// A 404 with a page is not the provider's word that a number is not the account's.
  package func details(of number: PhoneNumber) async -> Result<OwnNumber?, ProviderError> {
    let result = await call(path: NumbersPath.one(number), .get)
    if result.status == 404, result.failure == nil, !ProviderFault.isPage(result.body) {
      return .success(nil)
    }
    return judged(result).flatMap { result in
      let root = LenientJSONParser.wholeValue(of: result.body)
      let own = root?["data"].flatMap { OwnNumber($0, included: root?["included"]?.array ?? []) }
      guard let own, own.number == number else {
        return .failure(Self.unreadable(result, "is not the record of this number"))
      }
      return .success(own)
    }
  }

  package func buy(_ number: PhoneNumber, withMessaging: Bool) async -> OwnershipAnswer {
    let json = JSONWriter.write(["messaging_enabled": .bool(withMessaging)], as: .wire)
    let result = await call(path: NumbersPath.one(number), .post(json))
    return OwnershipAnswer(of: result, about: number, isRelease: false, now: clock())
  }

  package func release(_ number: PhoneNumber) async -> OwnershipAnswer {
    let result = await call(path: NumbersPath.one(number), .delete)
    return OwnershipAnswer(of: result, about: number, isRelease: true, now: clock())
  }

  package func setAlias(
    _ alias: String,
    of number: PhoneNumber
  ) async -> Result<Void, ProviderError> {
    let json = JSONWriter.write(["type": "number", "alias": .string(alias)], as: .wire)
    return done(await call(path: NumbersPath.one(number), .patch(json)))
  }

  package func setMessaging(
    _ isEnabled: Bool,
    of number: PhoneNumber
  ) async -> Result<MessagingTask, ProviderError> {
    let json = JSONWriter.write(
      ["numbers": [.string(number.digits)], "action": isEnabled ? "enable" : "disable"],
      as: .wire
    )
    let result = await call(path: NumbersPath.provisioning, .post(json))
    return done(result).map {
      MessagingTask(answer: LenientJSONParser.wholeValue(of: result.body))
    }
  }

  package func status(ofTask id: String) async -> Result<String?, ProviderError> {
    guard MessageID.isAcceptable(id) else { return .success(nil) }
    let result = await call(path: NumbersPath.task(id), .get)
    if result.status == 404, result.failure == nil { return .success(nil) }
    return judged(result).map { result in
      MessagingTask(answer: LenientJSONParser.wholeValue(of: result.body)).status
    }
  }

  package func setCallback(
    _ callback: AccountCallback,
    of number: PhoneNumber,
    to url: String
  ) async -> Result<Void, ProviderError> {
    let json = JSONWriter.write(["callback_url": .string(url)], as: .wire)
    return done(await call(path: NumbersPath.callback(callback, of: number), .post(json)))
  }

  private func page<Entry: NumberResource>(
    _ path: String,
    limit: Int
  ) async -> Result<NumberPage<Entry>, ProviderError> {
    let result = await call(path: path, .get, kept: TransferRequest.keptOfPage)
    return judged(result).flatMap { result in
      guard result.status == 200, let page = NumberPage<Entry>(result.body, limit: limit) else {
        return .failure(Self.unreadable(result, "is not a complete list of numbers"))
      }
      return .success(page)
    }
  }

  /// A success that the body does not contradict: a network's login page also answers with 200.
  private func done(_ result: TransferResult) -> Result<Void, ProviderError> {
    judged(result).flatMap { result in
      switch Outcome(of: result, text: nil, now: clock()) {
      case .accepted: .success(())
      default: .failure(error(of: result))
      }
    }
  }

  private static func unreadable(_ result: TransferResult, _ reason: String) -> ProviderError {
    let isPage = ProviderFault.isPage(result.body)
    return ProviderError(
      code: isPage ? .wrongEndpoint : .connectionLost,
      httpStatus: result.status,
      reason: isPage ? "the answer is a page" : "the answer \(reason)"
    )
  }
}
