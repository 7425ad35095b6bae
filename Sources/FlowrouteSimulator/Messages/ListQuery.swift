/// The page and the period that a call for a list asks for.
struct ListQuery {
  /// Nanoseconds since 1970, both ends included.
  let period: ClosedRange<Int64>
  let limit: Int
  let offset: Int

  /// Parses the query; nil if `start_date` is missing or a member is malformed.
  ///
  /// - Parameters:
  ///   - query: The query's members.
  ///   - now: The end of the period if there is no `end_date`, in nanoseconds since 1970.
  ///   - pageLimit: The limit if the query has none.
  init?(_ query: [String: String], now: Int64, pageLimit: Int) {
    guard let start = query["start_date"].flatMap(CalendarTime.init),
      let end = query["end_date"].map(CalendarTime.init) ?? CalendarTime(nanoseconds: now),
      let limit = query["limit"].map({ Int($0) }) ?? pageLimit, limit > 0,
      let offset = query["offset"].map({ Int($0) }) ?? 0, offset >= 0
    else { return nil }
    let first = start.nanoseconds
    period = first...max(first, end.nanoseconds)
    self.limit = limit
    self.offset = offset
  }
}

extension ListQuery {
  /// The query for the next page, including the `?`.
  var next: String { text(offset: offset + limit) }

  /// The query for the previous page; nil on the first.
  var previous: String? { offset > 0 ? text(offset: max(0, offset - limit)) : nil }

  private func text(offset: Int) -> String {
    let start = Self.encoded(period.lowerBound)
    let end = Self.encoded(period.upperBound)
    return "?limit=\(limit)&start_date=\(start)&end_date=\(end)&offset=\(offset)"
  }

  /// The provider writes dates with an offset, percent-encoded.
  private static func encoded(_ nanoseconds: Int64) -> String {
    var text = ""
    for character in CalendarTime(nanoseconds: nanoseconds).isoformat {
      switch character {
      case ":": text += "%3A"
      case "+": text += "%2B"
      default: text.append(character)
      }
    }
    return text
  }
}
