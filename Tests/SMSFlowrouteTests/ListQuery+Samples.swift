import SMSCore

extension ListQuery {
  /// A page of the messages within a day of a time.
  static func around(
    _ time: WallTime,
    offset: Int = 0,
    limit: Int = 100
  ) -> ListQuery {
    let day = Interval(seconds: 86_400)
    let start = time.advanced(by: Interval(nanoseconds: -day.nanoseconds))
    return ListQuery(start: start, end: time.advanced(by: day), offset: offset, limit: limit)
  }

  /// The page that tests request from scripted answers.
  static let sample = around(WallTime(milliseconds: 1_700_000_000_000))
}

extension ListAnswer {
  var page: ListPage? {
    guard case .page(let page) = self else { return nil }
    return page
  }

  var error: ProviderError? {
    guard case .failed(let error, _) = self else { return nil }
    return error
  }

  var retryAfter: Interval? {
    guard case .failed(_, let retryAfter) = self else { return nil }
    return retryAfter
  }
}
