extension Fault {
  /// A page as sent by a proxy in front of the provider.
  private static let badGatewayPage = """
    <html>
    <head><title>502 Bad Gateway</title></head>
    <body><center><h1>502 Bad Gateway</h1></center></body>
    </html>

    """

  /// Makes the answer that a client gets.
  ///
  /// - Parameters:
  ///   - usual: The answer without the fault; nil if the request is to have no effect.
  ///   - random: For ids.
  /// - Returns: The answer, or how it fails.
  func answer(insteadOf usual: HTTPAnswer?, using random: inout SplitMix64) -> HTTPAnswer {
    if let usual, usual.status >= 300 { return usual }
    var answer = usual ?? .empty(200)
    answer = spoiled(answer, using: &random)
    answer.delay += delay
    if let retryAfter { answer.headers.append(("Retry-After", String(retryAfter))) }
    return answer
  }

  private func spoiled(_ usual: HTTPAnswer, using random: inout SplitMix64) -> HTTPAnswer {
    var answer = usual
    switch kind {
    case .status(let status): return Self.error(status, using: &random)
    case .optedOut:
      return ErrorAnswer(400, detail: ErrorAnswer.optedOutDetail, code: 1_110)
        .answer(using: &random)
    case .optedOutInDetail:
      return ErrorAnswer(400, detail: "\(ErrorAnswer.optedOutDetail) (1110).")
        .answer(using: &random)
    case .loginPage: return Self.page(200, "Sign in to the network")
    case .filterPage: return Self.page(403, "Blocked by the filter of this network")
    case .noFunds:
      return ErrorAnswer(402, detail: "The account has insufficient funds.").answer(using: &random)
    case .errorsWithSuccess:
      var answer = ErrorAnswer(200, detail: "The message could not be queued.")
        .answer(using: &random)
      answer.status = 200
      return answer
    case .slow: break
    case .hang, .drop, .dropUnread: answer.delivery = .close
    case .reset: answer.delivery = .reset
    case .truncated: answer.delivery = .cut(after: usual.body.count / 2)
    case .withoutIdentifier: answer.body = Array(#"{"data":{}}"#.utf8)
    }
    return answer
  }

  private static func page(_ status: Int, _ title: String) -> HTTPAnswer {
    let page = "<!DOCTYPE html>\n<html><head><title>\(title)</title></head></html>\n"
    return HTTPAnswer(status: status, contentType: "text/html", body: Array(page.utf8))
  }

  private static func error(_ status: Int, using random: inout SplitMix64) -> HTTPAnswer {
    switch status {
    case 502:
      HTTPAnswer(status: 502, contentType: "text/html", body: Array(badGatewayPage.utf8))
    case 504: .empty(504)
    default: ErrorAnswer(status).answer(using: &random)
    }
  }
}
