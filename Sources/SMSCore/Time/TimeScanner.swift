/// Reads the parts of an RFC 3339 time, or of something similar, from left to right.
struct TimeScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ characters: UInt8...) -> Bool {
    guard position < bytes.count, characters.contains(bytes[position]) else { return false }
    position += 1
    return true
  }

  /// Reads `2026-11-23`.
  mutating func date() -> CivilDate? {
    guard let year = digits(4), take(UInt8(ascii: "-")),
      let month = digits(2), take(UInt8(ascii: "-")),
      let day = digits(2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// Reads `08:00:00.123`, in milliseconds of the day; the caller has to judge second 60.
  mutating func clock() -> (milliseconds: Int64, second: Int64)? {
    guard let hour = digits(2), hour < 24, take(UInt8(ascii: ":")),
      let minute = digits(2), minute < 60, take(UInt8(ascii: ":")),
      let second = digits(2), second <= 60,
      let fraction = fraction()
    else { return nil }
    return (((hour * 60 + minute) * 60 + second) * 1_000 + fraction, second)
  }

  /// Reads `Z` or `±hh:mm`, in minutes ahead of UTC.
  mutating func offset() -> Int64? {
    if take(UInt8(ascii: "Z"), UInt8(ascii: "z")) { return 0 }
    let behind = take(UInt8(ascii: "-"))
    guard behind || take(UInt8(ascii: "+")),
      let hours = digits(2), hours < 24, take(UInt8(ascii: ":")),
      let minutes = digits(2), minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (behind ? -1 : 1)
  }

  /// Reads `Z`, `±hh:mm`, `±hhmm`, `±hh` or nothing, in minutes ahead of UTC.
  mutating func looseOffset() -> Int64? {
    if isAtEnd || take(UInt8(ascii: "Z"), UInt8(ascii: "z")) { return 0 }
    let behind = take(UInt8(ascii: "-"))
    guard behind || take(UInt8(ascii: "+")), let hours = digits(2), hours < 24 else { return nil }
    var minutes: Int64 = 0
    if take(UInt8(ascii: ":")) || !isAtEnd {
      guard let read = digits(2), read < 60 else { return nil }
      minutes = read
    }
    return (hours * 60 + minutes) * (behind ? -1 : 1)
  }

  /// The milliseconds in `.123456`; 0 without a point, nil if no digit follows it.
  private mutating func fraction() -> Int64? {
    guard take(UInt8(ascii: ".")) else { return 0 }
    var milliseconds: Int64 = 0
    var count = 0
    while let digit = digit() {
      if count < 3 { milliseconds = milliseconds * 10 + digit }
      count += 1
    }
    for _ in min(count, 3)..<3 { milliseconds *= 10 }
    return count > 0 ? milliseconds : nil
  }

  private mutating func digits(_ count: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  private mutating func digit() -> Int64? {
    guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    else { return nil }
    defer { position += 1 }
    return Int64(bytes[position] - UInt8(ascii: "0"))
  }
}
