/// A moment in UTC, split up for the formats that the provider and HTTP use.
struct CalendarTime {
  /// Nanoseconds since 1970-01-01T00:00:00Z, possibly negative.
  let nanoseconds: Int64

  /// Days since 1970-01-01.
  private var day: Int64 { (seconds - secondOfDay) / 86_400 }

  private var seconds: Int64 { (nanoseconds - fraction) / 1_000_000_000 }

  private var secondOfDay: Int64 { seconds.modulo(86_400) }

  /// Nanoseconds into the second.
  private var fraction: Int64 { nanoseconds.modulo(1_000_000_000) }
}

extension CalendarTime {
  /// The format in records of v2 and in a list's links: microseconds unless they are 0.
  var isoformat: String {
    let microseconds = fraction / 1_000
    let tail = microseconds == 0 ? "" : "." + padded(microseconds, 6)
    return "\(secondsText)\(tail)+00:00"
  }

  /// The format in records of v2.1: hundredths and `Z`.
  var hundredths: String { "\(secondsText).\(padded(fraction / 10_000_000, 2))Z" }

  /// The format in records of v2.2: microseconds and `Z`.
  var microseconds: String { "\(secondsText).\(padded(fraction / 1_000, 6))Z" }

  /// The format of HTTP's `Date` (RFC 9110, section 5.6.7).
  var httpDate: String {
    let (year, month, dayOfMonth) = Self.civil(day: day)
    let weekday = Self.weekdays[Int((day + 4).modulo(7))]
    let name = Self.months[Int(month) - 1]
    return "\(weekday), \(padded(dayOfMonth, 2)) \(name) \(padded(year, 4)) \(clockText) GMT"
  }

  private var secondsText: String {
    let (year, month, dayOfMonth) = Self.civil(day: day)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T\(clockText)"
  }

  private var clockText: String {
    let second = secondOfDay
    return "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
  }

  private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}

extension CalendarTime {
  /// The Gregorian date of a day; years are counted from March, so that leap days come last.
  static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = (shifted - shifted.modulo(146_097)) / 146_097
    let dayOfEra = shifted.modulo(146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let civilMonth = month < 10 ? month + 3 : month - 9
    let year = era * 400 + yearOfEra + (civilMonth <= 2 ? 1 : 0)
    return (year, civilMonth, dayOfYear - (153 * month + 2) / 5 + 1)
  }

  /// Days from 1970-01-01 to a date; the inverse of `civil(day:)`.
  static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted - shifted.modulo(400)) / 400
    let yearOfEra = shifted.modulo(400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Int64 {
  /// The remainder, which is never negative.
  fileprivate func modulo(_ divisor: Int64) -> Int64 {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
