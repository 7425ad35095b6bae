extension Fault {
  /// A page such as a proxy in front of the provider sends.
  private static let badGatewayPage = """
    <html>
    <head><title>502 Bad Gateway</title></head>
    <body><center><h1>502 Bad Gateway</h1></center></body>
    </html>

    """

  /// Makes the answer that a client gets.
  ///
  /// - Parameters:
  ///   - usual: The answer without the fault; nil if the request is to take no effect.
  ///   - random: For ids.
  /// - Returns: The answer, or the want of one.
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
    case .slow: break
    case .hang, .drop, .dropUnread: answer.delivery = .close
    case .reset: answer.delivery = .reset
    case .truncated: answer.delivery = .cut(after: usual.body.count / 2)
    case .withoutIdentifier: answer.body = Array(#"{"data":{}}"#.utf8)
    }
    return answer
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
