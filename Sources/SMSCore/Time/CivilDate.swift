/// A date of the proleptic Gregorian calendar (RFC 3339, appendix C).
struct CivilDate: Equatable {
  let year: Int64
  let month: Int64
  let day: Int64

  static let millisecondsOfDay: Int64 = 86_400_000
  /// The days in 400 years, after which the calendar repeats.
  private static let daysOfEra: Int64 = 146_097
  /// Days from 0000-03-01 to 1970-01-01; years begin in March, so that the leap day is their last.
  private static let daysBefore1970: Int64 = 719_468

  /// nil for a day that does not exist.
  init?(year: Int64, month: Int64, day: Int64) {
    guard (1...12).contains(month), day >= 1,
      day <= Self.length(of: month, in: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date that many days after 1970-01-01.
  init(daysSince1970: Int64) {
    let days = daysSince1970 + Self.daysBefore1970
    let (era, dayOfEra) = floorDivide(days, Self.daysOfEra)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - Self.daysBefore(yearOfEra)
    let shifted = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  }

  var daysSince1970: Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = floorDivide(marchYear, 400)
    let shifted = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * shifted + 2) / 5 + day - 1
    return era * Self.daysOfEra + Self.daysBefore(yearOfEra) + dayOfYear - Self.daysBefore1970
  }

  /// Its midnight in UTC, in milliseconds since 1970.
  var milliseconds: Int64 { daysSince1970 * Self.millisecondsOfDay }

  /// The days of an era before its given year.
  private static func daysBefore(_ yearOfEra: Int64) -> Int64 {
    yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100
  }

  private static func length(of month: Int64, in year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }
}

/// Quotient and remainder; the remainder is never negative.
func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
