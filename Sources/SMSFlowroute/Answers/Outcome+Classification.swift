internal import SMSCore
internal import SMSHTTP

/// The contract's table: what the end of a transfer means for its job.
///
/// | end | outcome |
/// |---|---|
/// | nothing sent: a proxy refused the tunnel with 403, 407 or 451 | account, `proxy_refused` |
/// | nothing sent: TLS | account, `tls_failed` |
/// | nothing sent: name lookup, connection, timeout, cancelled | unsent |
/// | 2xx status line, and an id | accepted |
/// | 2xx with a web page | doubt, `wrong_endpoint` |
/// | 2xx with complete JSON that reports errors | doubt, `provider_error` |
/// | 2xx, whatever else follows | accepted |
/// | 3xx, 404, 405, 415, 421 | account, `wrong_endpoint` |
/// | 401 | account, `unauthorized` |
/// | 402; any 4xx or 5xx that reports insufficient funds | account, `payment_required` |
/// | 407, 451; 403 with a web page | account, `proxy_refused` |
/// | 403; 422; 400 and every other 4xx | failed |
/// | 422 about the media of an MMS | failed, `media_too_large` or `media_not_fetched` |
/// | 408 | doubt, `timeout` |
/// | 429, 503 | refused |
/// | 500; every other 5xx | doubt |
/// | sent, no complete answer | doubt, `timeout` or `connection_lost` |
extension Outcome {
  /// - Parameters:
  ///   - result: How the transfer of a send ended.
  ///   - text: The message's text, which no error may contain.
  ///   - media: The media of an MMS, whose addresses no error may contain; nil for a text.
  ///   - now: The wall clock, for a `Retry-After` given as a date.
  init(of result: TransferResult, text: MessageText?, media: Media? = nil, now: WallTime) {
    guard result.leftAt != nil else {
      self = Self.neverLeft(result)
      return
    }
    switch (result.status, result.failure) {
    case (let status?, _) where (200..<300).contains(status):
      self = Self.success(status, result, text, media)
    case (.some(300..<400), _):
      // A redirect is not an acceptance, even if the rest of its header is broken.
      self = .accountTrouble(Self.redirected(result))
    case (let status?, nil):
      self = Self.answered(status, result, text, media, now)
    case (let status, let failure):
      self = .doubt(Self.broken(status, failure))
    }
  }

  private static func neverLeft(_ result: TransferResult) -> Outcome {
    let reason = result.failure?.reason
    if let status = result.proxyStatus, [403, 407, 451].contains(status) {
      return .accountTrouble(
        ProviderError(code: .proxyRefused, httpStatus: status, reason: reason)
      )
    }
    return switch result.failure?.kind {
    case .tls: .accountTrouble(ProviderError(code: .tlsFailed, reason: reason))
    case .nameResolution: .unsent(ProviderError(code: .nameResolutionFailed, reason: reason))
    // Timed out during the name lookup: the DNS server does not answer.
    case .timeout where result.timings.nameLookup == 0:
      .unsent(ProviderError(code: .nameResolutionFailed, reason: reason))
    case .canceled: .unsent(ProviderError(code: .interrupted, reason: reason))
    default: .unsent(ProviderError(code: .connectionFailed, reason: reason))
    }
  }

  /// A success status means acceptance, unless the body is not the provider's or contradicts it.
  private static func success(
    _ status: Int,
    _ result: TransferResult,
    _ text: MessageText?,
    _ media: Media?
  ) -> Outcome {
    if let id = MessageID.inAnswer(result.body) {
      return .accepted(providerMessageID: id, httpStatus: status)
    }
    let fault = ProviderFault(body: result.body, text: text, media: media)
    if ProviderFault.isPage(result.body) {
      return .doubt(
        ProviderError(
          code: .wrongEndpoint,
          httpStatus: status,
          detail: fault.detail,
          reason: "the answer is a page"
        )
      )
    }
    guard result.failure == nil, !result.isCut, ProviderFault.reportsErrors(result.body) else {
      return .accepted(providerMessageID: nil, httpStatus: status)
    }
    return .doubt(
      ProviderError(
        code: fault.isAboutFunds ? .paymentRequired : .providerError,
        httpStatus: status,
        detail: fault.detail,
        errorID: fault.errorID
      )
    )
  }

  private static func redirected(_ result: TransferResult) -> ProviderError {
    let place = result.head.location.map { " to " + TransferFailure.oneLine($0) } ?? ""
    return ProviderError(
      code: .wrongEndpoint,
      httpStatus: result.status,
      reason: "redirected\(place)"
    )
  }

  /// The error of an answer that was cut off, or of no answer after the request was sent.
  static func broken(_ status: Int?, _ failure: TransferFailure?) -> ProviderError {
    let code: ErrorCode =
      switch failure?.kind {
      case .timeout: .timeout
      case .canceled: .interrupted
      default: .connectionLost
      }
    return ProviderError(code: code, httpStatus: status, reason: failure?.reason)
  }

  private static func answered(
    _ status: Int,
    _ result: TransferResult,
    _ text: MessageText?,
    _ media: Media?,
    _ now: WallTime
  ) -> Outcome {
    let fault = ProviderFault(body: result.body, text: text, media: media)
    let retryAfter = RetryAfter.interval(result.head.retryAfter, now: now)
    func error(_ code: ErrorCode) -> ProviderError {
      ProviderError(
        code: code,
        httpStatus: status,
        detail: fault.detail,
        errorID: fault.errorID
      )
    }
    if status == 402 || fault.isAboutFunds && Self.mayTellOfFunds(status) {
      return .accountTrouble(error(.paymentRequired))
    }
    return switch status {
    case 400 where fault.isOptOut: .failed(error(.recipientOptedOut))
    case 401: .accountTrouble(error(.unauthorized))
    case 403 where ProviderFault.isPage(result.body): .accountTrouble(error(.proxyRefused))
    case 403: .failed(error(.forbidden))
    case 407, 451: .accountTrouble(error(.proxyRefused))
    case 404, 405, 415, 421: .accountTrouble(error(.wrongEndpoint))
    case 408: .doubt(error(.timeout))
    case 422: .failed(error(media == nil ? .unprocessable : fault.mediaCode ?? .unprocessable))
    case 429: .refused(error(.tooManyRequests), retryAfter: retryAfter)
    case 400..<500: .failed(error(.badRequest))
    case 500: .doubt(error(.providerError))
    case 503: .refused(error(.providerUnavailable), retryAfter: retryAfter)
    case 500..<600: .doubt(error(.providerUnavailable))
    // Not a final status in HTTP.
    default: .doubt(error(.connectionLost))
    }
  }
  /// Whether insufficient funds may be the cause; invalid keys take precedence, and requests that
  /// only have to wait are sent again anyway.
  private static func mayTellOfFunds(_ status: Int) -> Bool {
    (400..<600).contains(status) && ![401, 408, 429].contains(status)
  }
}
