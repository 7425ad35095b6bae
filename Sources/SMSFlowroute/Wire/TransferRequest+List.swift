internal import FoundationEssentials
internal import SMSCore
internal import SMSHTTP

extension TransferRequest {
  /// A request for a page of the account's messages.
  ///
  /// Source: developer.flowroute.com/api/messages/v2.1/list-messages.
  ///
  /// - Parameters:
  ///   - query: Which page.
  ///   - now: Our wall clock, to compare with the answer's `Date`.
  ///   - api: The version to speak.
  init(listing query: ListQuery, askedAt now: WallTime, api: APIVersion) {
    self.init(
      purpose: .list(query, askedAt: now),
      path: Self.path(listing: query, api: api),
      content: .get,
      kept: Self.keptOfPage
    )
  }

  /// The path of a page of the account's messages.
  static func path(listing query: ListQuery, api: APIVersion) -> String {
    let start = Self.date(hundredths: query.start.milliseconds / 10)
    // Rounded up, so that no message of the last hundredth is missed.
    let end = Self.date(
      hundredths: query.end.advanced(by: Interval(milliseconds: 9)).milliseconds / 10
    )
    return "\(api.messagesPath)?start_date=\(start)&end_date=\(end)"
      + "&limit=\(query.limit)&offset=\(query.offset)"
  }

  /// Hundredths of a second since 1970, clamped to the years 1970 to 9999, as
  /// `YYYY-MM-DDTHH:mm:ss.SSZ` with percent-encoded colons, as in the provider's own links.
  private static func date(hundredths: Int64) -> String {
    let (seconds, rest) = min(max(0, hundredths), 25_340_230_079_999)
      .quotientAndRemainder(dividingBy: 100)
    let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    let escaped = text.dropLast().split(separator: ":").joined(separator: "%3A")
    return "\(escaped).\(rest < 10 ? "0" : "")\(rest)Z"
  }
}
