/// What a time zone of the IANA database says: how far its clocks are ahead of UTC, and when that
/// changes.
///
/// It is read from a compiled file (RFC 9636); no rule is ours.
package struct ZoneRules: Equatable, Sendable {
  /// Changes before it are left out: 2020-01-01.
  static let earliest: Int64 = 1_577_836_800

  /// When the offset changes, in seconds since 1970, ascending.
  let changes: [Int64]
  /// The offset after each change, in seconds.
  let offsets: [Int]
  /// The offset before the first change.
  let first: Int
  /// What holds after the last change; nil: its offset, for good.
  let footer: ZoneFooter?

  init(first: Int, changes: [Int64] = [], offsets: [Int] = [], footer: ZoneFooter? = nil) {
    self.first = first
    self.changes = changes
    self.offsets = offsets
    self.footer = footer
  }

  /// How many seconds the zone's clocks are ahead of UTC.
  package func offset(at seconds: Int64) -> Int {
    let next = changes.firstIndex(after: seconds)
    if next == changes.count, let footer { return footer.offset(at: seconds) }
    return next == 0 ? first : offsets[next - 1]
  }

  /// When the offset may change next; nil if it stays.
  package func nextChange(after seconds: Int64) -> Int64? {
    let next = changes.firstIndex(after: seconds)
    return next < changes.count ? changes[next] : footer?.nextChange(after: seconds)
  }
}

extension [Int64] {
  /// The index of the first value above a value, in an ascending array.
  fileprivate func firstIndex(after value: Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The last line of a compiled zone: the rule for all later times, in the form of the TZ variable
/// (POSIX, chapter 8.3, with the extensions of RFC 9636).
struct ZoneFooter: Equatable, Sendable {
  /// A day of each year.
  enum Day: Equatable, Sendable {
    /// `Jn`: 1 to 365; February 29 never counts.
    case withoutLeapDay(Int64)
    /// `n`: 0 to 365.
    case ofYear(Int64)
    /// `Mm.w.d`: weekday d (0 is Sunday) of week w (5 is the last one) of month m.
    case ofWeek(month: Int64, week: Int64, weekday: Int64)
  }

  /// The beginning or the end of daylight saving time.
  struct Change: Equatable, Sendable {
    var day: Day
    /// Seconds after midnight by the clocks before the change; from -167 to 167 hours.
    var time: Int64
  }

  struct Saving: Equatable, Sendable {
    var offset: Int
    var start: Change
    var end: Change
  }

  let standard: Int
  /// nil: no daylight saving time.
  let saving: Saving?

  func offset(at seconds: Int64) -> Int {
    guard let last = turns(around: seconds).last(where: { $0.at <= seconds }) else {
      return standard
    }
    return last.offset
  }

  func nextChange(after seconds: Int64) -> Int64? {
    turns(around: seconds).first { $0.at > seconds }?.at
  }

  /// The changes of that year, the one before and the one after, in order.
  private func turns(around seconds: Int64) -> [(at: Int64, offset: Int)] {
    guard let saving else { return [] }
    let year = CivilDate(daysSince1970: floorDivide(seconds, 86_400).quotient).year
    var turns: [(at: Int64, offset: Int)] = []
    for year in (year - 1)...(year + 1) {
      turns.append((Self.time(saving.start, in: year) - Int64(standard), saving.offset))
      turns.append((Self.time(saving.end, in: year) - Int64(saving.offset), standard))
    }
    return turns.sorted { $0.at < $1.at }
  }

  /// The time of a change by the clocks before it, in seconds since 1970.
  private static func time(_ change: Change, in year: Int64) -> Int64 {
    day(change.day, in: year) * 86_400 + change.time
  }

  private static func day(_ day: Day, in year: Int64) -> Int64 {
    func days(_ month: Int64, _ year: Int64) -> Int64 {
      CivilDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0
    }
    switch day {
    case .withoutLeapDay(let number):
      let isLeap = days(3, year) - days(2, year) == 29
      return days(1, year) + number - (isLeap && number > 59 ? 0 : 1)
    case .ofYear(let number):
      return days(1, year) + number
    case .ofWeek(let month, let week, let weekday):
      let first = days(month, year)
      let end = month == 12 ? days(1, year + 1) : days(month + 1, year)
      // 1970-01-01 was a Thursday.
      let shift = floorDivide(weekday - (first + 4), 7).remainder
      var day = first + shift + (week - 1) * 7
      while day >= end { day -= 7 }
      return day
    }
  }
}

/// Local days and months, which begin at midnight in a zone.
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
