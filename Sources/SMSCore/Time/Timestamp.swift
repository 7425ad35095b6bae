/// The times of the provider's records.
///
/// They vary with version and age: `2016-06-13T20:34:29.095045+00:00`, `2017-12-21T16:44:34.93Z`,
/// and without a fraction. So any number of decimals is taken, and any offset; none means UTC.
package enum Timestamp {
  /// The time that a text says, cut to milliseconds; nil if it says none.
  package static func time(_ text: String) -> WallTime? {
    var scanner = Scanner(rest: Substring(text).utf8)
    guard let days = scanner.days(), let milliseconds = scanner.milliseconds(),
      let offset = scanner.offset(), scanner.rest.isEmpty
    else { return nil }
    return WallTime(milliseconds: days * 86_400_000 + milliseconds - offset)
  }
}

extension Timestamp {
  private struct Scanner {
    var rest: Substring.UTF8View

    /// A date's days since 1970.
    mutating func days() -> Int64? {
      guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
        let day = number(digits: 2), (1...12).contains(month)
      else { return nil }
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      guard (1...Timestamp.length(ofMonth: month, isLeap: isLeap)).contains(day) else { return nil }
      // Counted from March, so that the leap day is a year's last.
      let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
      let leaps = years.quotient(4) - years.quotient(100) + years.quotient(400)
      return years * 365 + leaps + (153 * months + 2) / 5 + day - 1 - 719_468
    }

    /// A time's milliseconds since midnight.
    mutating func milliseconds() -> Int64? {
      guard take("T") || take("t") || take(" "), let hour = number(digits: 2), take(":"),
        let minute = number(digits: 2), take(":"), let second = number(digits: 2),
        hour < 24, minute < 60, second <= 60
      else { return nil }
      let whole = (hour * 3_600 + minute * 60 + second) * 1_000
      guard take(".") else { return whole }
      guard let fraction = fraction() else { return nil }
      return whole + fraction
    }

    /// How far an offset is east of UTC, in milliseconds: `Z`, `+00:00`, `+0000`, `+00`, or none.
    mutating func offset() -> Int64? {
      if rest.isEmpty || take("Z") || take("z") { return 0 }
      let sign: Int64 = take("-") ? -1 : 1
      guard sign < 0 || take("+"), let hours = number(digits: 2) else { return nil }
      guard hours < 24 else { return nil }
      guard take(":") || !rest.isEmpty else { return sign * hours * 3_600_000 }
      guard let minutes = number(digits: 2), minutes < 60 else { return nil }
      return sign * (hours * 60 + minutes) * 60_000
    }

    private mutating func fraction() -> Int64? {
      let digits = rest.prefix { Timestamp.isDigit($0) }
      guard !digits.isEmpty else { return nil }
      rest = rest.dropFirst(digits.count)
      var value: Int64 = 0
      for place in 0..<3 {
        let digit = digits.dropFirst(place).first.map { Int64($0 - UInt8(ascii: "0")) }
        value = value * 10 + (digit ?? 0)
      }
      return value
    }

    private mutating func number(digits count: Int) -> Int64? {
      let digits = rest.prefix(count)
      guard digits.count == count, digits.allSatisfy(Timestamp.isDigit) else { return nil }
      rest = rest.dropFirst(count)
      return Int64(String(Substring(digits)))
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest = rest.dropFirst()
      return true
    }
  }

  private static func length(ofMonth month: Int64, isLeap: Bool) -> Int64 {
    switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

extension Int64 {
  /// Rounded down, for the year before year 0 too.
  fileprivate func quotient(_ divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

/// How far the provider's clock is ahead of ours, negative if behind, as one answer's `Date` shows.
///
/// `Date` has whole seconds and was written at some moment between the request and the answer, so
/// it gives a range.
package struct ClockSkew: Hashable, Sendable {
  package var atLeast: Interval
  package var atMost: Interval

  package init(atLeast: Interval, atMost: Interval) {
    self.atLeast = atLeast
    self.atMost = atMost
  }
}
