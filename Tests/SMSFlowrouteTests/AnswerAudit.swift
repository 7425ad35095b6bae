import SMSCore

@testable import SMSFlowroute
@testable import SMSHTTP

/// The invariants of the interpretation of any answer.
enum AnswerAudit {
  static let text = MessageText("the text of the fuzz 483920 here")

  private static let now = WallTime(milliseconds: 1_795_420_800_000)
  private static let statuses = [
    200, 202, 299, 301, 400, 401, 402, 403, 404, 408, 415, 422, 429, 500, 502, 503, 504, 599, 999,
  ]

  /// The rule that the interpretation of a body violates, with one of the statuses; nil if there is
  /// none.
  static func brokenRule(byBody body: [UInt8]) -> String? {
    let kept = Array(body.prefix(64 << 10))
    let status = statuses[kept.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % statuses.count]
    var result = answer(status)
    result.body = kept
    let outcome = Outcome(of: result, text: text, now: now)
    guard outcome == Outcome(of: result, text: text, now: now) else { return "two meanings" }
    if case .accepted(let id, _) = outcome {
      guard (200..<300).contains(status) else { return "\(status) is an acceptance" }
      return id.map(MessageID.isAcceptable) == false ? "an id that is none" : nil
    }
    if (200..<300).contains(status) {
      guard case .doubt = outcome, ProviderFault.isPage(kept) || ProviderFault.reportsErrors(kept)
      else { return "\(status) is no acceptance" }
    }
    return outcome.error.flatMap { brokenRule(of: $0, mayHoldText: false) }
  }

  private static func brokenRule(of error: ProviderError, mayHoldText: Bool) -> String? {
    if let id = error.errorID, !MessageID.isAcceptable(id) { return "an error id that is none" }
    guard let detail = error.detail else { return nil }
    guard !detail.isEmpty, detail.count <= 500, detail.utf8.count <= 8_000 else {
      return "a detail of \(detail.count) characters, \(detail.utf8.count) bytes"
    }
    let scalars = Array(detail.unicodeScalars)
    if scalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "a control character in the detail"
    }
    return !mayHoldText && holdsText(scalars) ? "the message's text in the detail" : nil
  }

  /// Whether it contains eight consecutive characters of the text, or its code.
  private static func holdsText(_ scalars: [Unicode.Scalar]) -> Bool {
    let hidden = Array(text.string.unicodeScalars)
    let stretches = (0...(hidden.count - 8)).map { hidden[$0..<($0 + 8)] }
    return scalars.split { !("0"..."9").contains($0) }.contains {
      $0.elementsEqual("483920".unicodeScalars)
    }
      || stretches.contains { stretch in
        scalars.indices.contains { scalars[$0...].starts(with: stretch) }
      }
  }

  /// The rule that a body violates as the answer to a list call; nil if there is none.
  static func brokenRule(byList body: [UInt8]) -> String? {
    let status = statuses[body.count % statuses.count]
    if let rule = brokenRule(byList: body, status: 200) { return rule }
    return brokenRule(byList: body, status: status)
  }

  private static func brokenRule(byList body: [UInt8], status: Int) -> String? {
    var result = answer(status)
    result.body = body
    let meaning = ListAnswer(of: result, to: .sample, askedAt: now, now: now)
    guard meaning == ListAnswer(of: result, to: .sample, askedAt: now, now: now) else {
      return "two meanings of a list"
    }
    switch meaning {
    case .page(let page): return status == 200 ? brokenRule(of: page) : "\(status) is a page"
    case .tooLarge: return "too large, and not cut"
    // A list call has no text that its error could quote.
    case .failed(let error, _): return brokenRule(of: error, mayHoldText: true)
    }
  }

  private static func brokenRule(of page: ListPage) -> String? {
    guard page.messages.count <= page.count else { return "more messages than records" }
    guard !page.isLast || page.count < ListQuery.sample.limit else {
      return "a full page is the last"
    }
    for message in page.messages {
      if message.id.map(MessageID.isAcceptable) == false { return "an id that is none" }
      // Times in any year must be comparable with ours.
      guard let at = message.at else { continue }
      guard at.advanced(by: now.since(at)) <= now || at > now else {
        return "a time that cannot be reckoned with"
      }
    }
    return nil
  }

  /// The rule that a head violates, passed line by line as by libcurl; nil if there is none.
  static func brokenRule(byHead bytes: [UInt8]) -> String? {
    var result = answer(503)
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      Array(line + [0x0A]).withUnsafeBufferPointer { result.head.take(line: $0) }
    }
    for value in [result.head.retryAfter, result.head.date, result.head.location] {
      // An invalid byte takes three as a replacement character.
      guard (value?.utf8.count ?? 0) <= 3 * 1_024 else { return "a value that is not cut" }
    }
    let wait = RetryAfter.interval(result.head.retryAfter, now: now)
    guard wait == RetryAfter.interval(result.head.retryAfter, now: now) else { return "two waits" }
    guard let wait else { return nil }
    return (Interval.zero...RetryAfter.longest).contains(wait) ? nil : "a wait of \(wait.seconds) s"
  }

  private static func answer(_ status: Int) -> TransferResult {
    TransferResult(
      beganAt: MonotonicTime(nanoseconds: 1),
      leftAt: MonotonicTime(nanoseconds: 2),
      endedAt: MonotonicTime(nanoseconds: 3),
      status: status
    )
  }
}
