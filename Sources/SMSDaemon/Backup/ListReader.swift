internal import SMSCore

/// Reads an account's message list from a given time on, page by page; a pure state machine.
///
/// | answer | then |
/// |---|---|
/// | a page | the next one a second later; the last page, or an empty one, is the end |
/// | too large | a quarter of the page size |
/// | a failure that may be temporary | repeated up to 6 times, with waits that double |
/// | another failure, or the same page again | the end, with the failure |
struct ListReader {
  /// How far the clocks of the provider and the machines may differ.
  static let margin = Interval(seconds: 180)
  /// The times between which everything in the list must lie.
  let window: ClosedRange<WallTime>
  /// How many records to collect before looking for the jobs that they belong to.
  static let poolSize = 10_000
  private static let largestPage = 1000
  private static let pace = Interval(seconds: 1)
  private static let mostFailures = 6

  /// The next query; nil at the end.
  private(set) var next: ListQuery?
  /// Why reading ended early.
  private(set) var failure: ProviderError?
  /// Problems with what was read.
  private(set) var faults: [String] = []
  private var failures = 0
  private var firstID: String?

  init(since start: WallTime, until end: WallTime) {
    let earliest = start.advanced(by: Interval(nanoseconds: -Self.margin.nanoseconds))
    // If the clock was set back since the backup, the end would precede the start.
    window = earliest...max(earliest, end.advanced(by: Self.margin))
    next = ListQuery(
      start: window.lowerBound,
      end: window.upperBound,
      offset: 0,
      limit: Self.largestPage
    )
  }

  /// Handles an answer.
  ///
  /// - Returns: The messages of its page, and how long to wait before the next query.
  mutating func take(_ answer: ListAnswer) -> (messages: [ListedMessage], wait: Interval) {
    guard var query = next else { return ([], .zero) }
    switch answer {
    case .tooLarge:
      guard query.limit > 1 else { return fail(ProviderError(code: .providerError)) }
      query.limit = max(1, query.limit / 4)
      next = query
      return ([], Self.pace)
    case .failed(let error, let retryAfter):
      failures += 1
      guard error.mayPass, failures < Self.mostFailures else { return fail(error) }
      return ([], max(Interval(seconds: Double(1 << failures)), retryAfter ?? .zero))
    case .page(let page):
      failures = 0
      return take(page, query)
    }
  }

  private mutating func take(
    _ page: ListPage,
    _ query: ListQuery
  ) -> (messages: [ListedMessage], wait: Interval) {
    if let id = page.messages.first?.id, id == firstID {
      let reason = "the provider gives the same page of its list again and again"
      return fail(ProviderError(code: .providerError, reason: reason))
    }
    firstID = page.messages.first?.id
    let unreadable = page.messages.count(where: \.mayBeAnyones)
    if unreadable > 0 {
      faults.append("\(unreadable) records of its list do not say between whom they were sent")
    }
    var following = query
    following.offset += page.count
    next = page.isLast || page.count == 0 ? nil : following
    return (page.messages, Self.pace)
  }

  private mutating func fail(_ error: ProviderError) -> ([ListedMessage], Interval) {
    failure = error
    next = nil
    return ([], .zero)
  }
}

extension ProviderError {
  /// Whether a repeated call may succeed.
  var mayPass: Bool {
    switch code {
    case .unauthorized, .forbidden, .wrongEndpoint, .tlsFailed, .badRequest, .unprocessable: false
    default: true
    }
  }
}
