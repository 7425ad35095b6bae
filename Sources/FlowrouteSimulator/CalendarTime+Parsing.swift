extension CalendarTime {
  /// Parses a date in a query: `YYYY-MM-DD` (its midnight), or with `THH:MM:SS`, any number of
  /// decimals, and `Z` or an offset such as `+00:00`.
  ///
  /// An offset's `+` must be percent-encoded in a query, where a bare one means a blank.
  init?(_ text: String) {
    var scanner = Scanner(text: text)
    guard let day = scanner.date() else { return nil }
    guard !scanner.isAtEnd else {
      self.init(seconds: day * 86_400, fraction: 0)
      return
    }
    guard let time = scanner.time(), let offset = scanner.offset(), scanner.isAtEnd else {
      return nil
    }
    self.init(seconds: day * 86_400 + time.seconds - offset, fraction: time.fraction)
  }

  /// Saturates where 64-bit nanoseconds do not suffice (years before 1678 and after 2262).
  private init(seconds: Int64, fraction: Int64) {
    let (product, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isTooLate) = product.addingReportingOverflow(fraction)
    self.init(nanoseconds: isTooLarge || isTooLate ? (seconds < 0 ? .min : .max) : sum)
  }
}

private struct Scanner {
  private var rest: Substring.UTF8View

  init(text: String) {
    rest = Substring(text).utf8
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func date() -> Int64? {
    guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
      let day = number(digits: 2), (1...12).contains(month), day >= 1
    else { return nil }
    let number = CalendarTime.day(year: year, month: month, day: day)
    return CalendarTime.civil(day: number) == (year, month, day) ? number : nil
  }

  mutating func time() -> (seconds: Int64, fraction: Int64)? {
    guard take("T"), let hour = number(digits: 2), take(":"), let minute = number(digits: 2),
      take(":"), let second = number(digits: 2), hour < 24, minute < 60, second < 60
    else { return nil }
    guard take(".") else { return (hour * 3_600 + minute * 60 + second, 0) }
    guard let fraction = fraction() else { return nil }
    return (hour * 3_600 + minute * 60 + second, fraction)
  }

  mutating func offset() -> Int64? {
    if take("Z") { return 0 }
    let sign: Int64 = take("-") ? -1 : 1
    guard sign < 0 || take("+"), let hours = number(digits: 2), take(":"),
      let minutes = number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }

  private mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var unit: Int64 = 100_000_000
    var count = 0
    while let digit = digit() {
      value += digit * unit
      unit /= 10
      count += 1
    }
    return count > 0 ? value : nil
  }

  private mutating func number(digits: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  private mutating func digit() -> Int64? {
    guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
      return nil
    }
    rest.removeFirst()
    return Int64(byte - UInt8(ascii: "0"))
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }
}
