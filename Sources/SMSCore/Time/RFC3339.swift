/// Times as the contract writes them: RFC 3339 with an offset, to the millisecond.
package enum RFC3339 {
  /// The time that a text names; nil if it is not a time.
  ///
  /// It is strict: the day must exist in its month, an offset is required (`Z` or `±hh:mm`), digits
  /// beyond the millisecond are cut off. A leap second (`23:59:60` UTC) counts as the
  /// next second.
  package static func time(_ text: String) -> WallTime? {
    var scanner = TimeScanner(text)
    guard let date = scanner.date(), scanner.take(UInt8(ascii: "T"), UInt8(ascii: "t")),
      let clock = scanner.clock(), let offset = scanner.offset(), scanner.isAtEnd
    else { return nil }
    let time = date.milliseconds + clock.milliseconds - offset * 60_000
    let intoDay = floorDivide(time, CivilDate.millisecondsOfDay).remainder
    return clock.second < 60 || intoDay < 1_000 ? WallTime(milliseconds: time) : nil
  }

  /// The time in UTC: `2026-11-23T08:00:00.123Z`.
  package static func text(_ time: WallTime) -> String {
    let (days, ofDay) = floorDivide(time.milliseconds, CivilDate.millisecondsOfDay)
    let date = CivilDate(daysSince1970: days)
    var text: [UInt8] = []
    text.reserveCapacity(24)
    if date.year < 0 { text.append(UInt8(ascii: "-")) }
    append(date.year, 4, "-", to: &text)
    append(date.month, 2, "-", to: &text)
    append(date.day, 2, "T", to: &text)
    append(ofDay / 3_600_000, 2, ":", to: &text)
    append(ofDay / 60_000 % 60, 2, ":", to: &text)
    append(ofDay / 1_000 % 60, 2, ".", to: &text)
    append(ofDay % 1_000, 3, "Z", to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private static func append(
    _ value: Int64,
    _ width: Int,
    _ separator: Unicode.Scalar,
    to text: inout [UInt8]
  ) {
    append(value.magnitude, width, to: &text)
    text.append(UInt8(ascii: separator))
  }

  /// Writes a number with at least that many digits.
  private static func append(_ value: UInt64, _ width: Int, to text: inout [UInt8]) {
    if width > 1 || value > 9 { append(value / 10, width - 1, to: &text) }
    text.append(UInt8(ascii: "0") + UInt8(value % 10))
  }
}
