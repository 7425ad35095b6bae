/// Local days and months, which begin at midnight of a zone.
extension ZoneRules {
  private static let secondsOfDay: Int64 = 86_400

  package static let utc = ZoneRules(first: 0)

  /// The local day in which a time lies, 23 to 25 hours; all in seconds since 1970.
  func day(at seconds: Int64) -> (start: Int64, end: Int64) {
    let today = localDay(at: seconds)
    return period(at: seconds, [today - 1, today, today + 1, today + 2])
  }

  /// The local month in which a time lies.
  func month(at seconds: Int64) -> (start: Int64, end: Int64) {
    let date = CivilDate(daysSince1970: localDay(at: seconds))
    let months = (-1...2).map { date.year * 12 + date.month - 1 + $0 }
    let firsts = months.compactMap { month in
      let (year, index) = floorDivide(month, 12)
      return CivilDate(year: year, month: index + 1, day: 1)?.daysSince1970
    }
    return period(at: seconds, firsts)
  }

  /// The period between two beginnings of consecutive ones in which a time lies: clocks that are put
  /// back at midnight show the end of a day twice.
  private func period(at seconds: Int64, _ days: [Int64]) -> (start: Int64, end: Int64) {
    let starts = days.map(start(ofDay:))
    let index = starts.lastIndex { $0 <= seconds } ?? 0
    let end = index + 1 < starts.count ? starts[index + 1] : starts[index] + Self.secondsOfDay
    return (starts[index], end)
  }

  private func localDay(at seconds: Int64) -> Int64 {
    floorDivide(seconds + Int64(offset(at: seconds)), Self.secondsOfDay).quotient
  }

  /// The first moment of a local day; if its midnight is skipped, when the clocks are put forward.
  private func start(ofDay day: Int64) -> Int64 {
    let local = day * Self.secondsOfDay
    let times = [local - Self.secondsOfDay, local + Self.secondsOfDay].map {
      local - Int64(offset(at: $0))
    }.sorted()
    if let time = times.first(where: { $0 + Int64(offset(at: $0)) == local }) { return time }
    return nextChange(after: times[0]) ?? times[1]
  }
}
