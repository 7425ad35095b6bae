internal import SMSCore

/// The contract's table: what the end of a transfer means for its job.
///
/// | end | outcome |
/// |---|---|
/// | nothing left: TLS | account, `tls_failed` |
/// | nothing left: name, connection, time limit, given up | unsent |
/// | 2xx status line, whatever followed | accepted |
/// | 3xx, 404, 405, 415 | account, `wrong_endpoint` |
/// | 401 | account, `unauthorized` |
/// | 403; 422; 400 and every other 4xx | failed |
/// | 408 | doubt, `timeout` |
/// | 429, 503 | refused |
/// | 500; every other 5xx | doubt |
/// | left, no whole answer | doubt, `timeout` or `connection_lost` |
extension Outcome {
  /// - Parameters:
  ///   - result: How the transfer of a send ended.
  ///   - text: The message's text, which no error may hold.
  ///   - now: The wall clock, for a `Retry-After` that is a date.
  init(of result: TransferResult, text: MessageText?, now: WallTime) {
    guard result.leftAt != nil else {
      self = Self.neverLeft(result)
      return
    }
    switch (result.status, result.failure) {
    case (.some(200..<300), _):
      let id = MessageID.inAnswer(result.body)
      self = .accepted(providerMessageID: id, httpStatus: result.status ?? 0)
    case (.some(300..<400), _):
      // A redirect is no acceptance, even if the rest of its header breaks.
      self = .accountTrouble(Self.redirected(result))
    case (let status?, nil):
      self = Self.answered(status, result, text, now)
    case (let status, let failure):
      self = .doubt(Self.broken(status, failure))
    }
  }

  private static func neverLeft(_ result: TransferResult) -> Outcome {
    let reason = result.failure?.reason
    return switch result.failure?.kind {
    case .tls: .accountTrouble(ProviderError(code: .tlsFailed, reason: reason))
    case .nameResolution: .unsent(ProviderError(code: .nameResolutionFailed, reason: reason))
    // Time ran out while the name was looked up: a DNS server that does not answer.
    case .timeout where result.timings.nameLookup == 0:
      .unsent(ProviderError(code: .nameResolutionFailed, reason: reason))
    case .canceled: .unsent(ProviderError(code: .interrupted, reason: reason))
    default: .unsent(ProviderError(code: .connectionFailed, reason: reason))
    }
  }

  private static func redirected(_ result: TransferResult) -> ProviderError {
    let place = result.head.location.map { " to " + TransferFailure.oneLine($0) } ?? ""
    return ProviderError(
      code: .wrongEndpoint,
      httpStatus: result.status,
      reason: "redirected\(place)"
    )
  }

  /// The error of an answer that broke off, or of none after the request left.
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
    _ now: WallTime
  ) -> Outcome {
    let fault = ProviderFault(body: result.body, text: text)
    let retryAfter = RetryAfter.interval(result.head.retryAfter, now: now)
    func error(_ code: ErrorCode) -> ProviderError {
      ProviderError(
        code: code,
        httpStatus: status,
        detail: fault.detail,
        errorID: fault.errorID
      )
    }
    return switch status {
    case 400 where fault.isOptOut: .failed(error(.recipientOptedOut))
    case 401: .accountTrouble(error(.unauthorized))
    case 403: .failed(error(.forbidden))
    case 404, 405, 415: .accountTrouble(error(.wrongEndpoint))
    case 408: .doubt(error(.timeout))
    case 422: .failed(error(.unprocessable))
    case 429: .refused(error(.tooManyRequests), retryAfter: retryAfter)
    case 400..<500: .failed(error(.badRequest))
    case 500: .doubt(error(.providerError))
    case 503: .refused(error(.providerUnavailable), retryAfter: retryAfter)
    case 500..<600: .doubt(error(.providerUnavailable))
    // HTTP knows no such status as a final one.
    default: .doubt(error(.connectionLost))
    }
  }
}
