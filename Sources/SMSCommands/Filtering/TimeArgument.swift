internal import SMSArguments
internal import SMSCore

/// A time on the command line: a time of RFC 3339, a date, or how long ago.
enum TimeArgument: Hashable, Sendable {
  case at(WallTime)
  case ago(Interval)

  /// The forms, for help texts.
  static let forms =
    "a time like 2026-11-23T08:00:00Z, a date (its midnight, UTC), or a span like 2h"

  private static let units: [String: Int64] = [
    "s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800,
  ]
  /// The longest span in seconds, a hundred years.
  private static let longest: Int64 = 3_155_760_000

  /// Reads the value of an option.
  ///
  /// - Throws: `UsageError` if it has none of the forms.
  init(_ text: String, of option: OptionSpecification) throws(UsageError) {
    if let time = RFC3339.time(text) ?? RFC3339.time("\(text)T00:00:00Z") {
      self = .at(time)
    } else if let seconds = Self.span(text) {
      self = .ago(Interval(seconds: Double(seconds)))
    } else {
      throw Self.error(text, option)
    }
  }

  /// The time that it means.
  func time(now: WallTime) -> WallTime {
    switch self {
    case .at(let time): time
    case .ago(let span): now.advanced(by: Interval(nanoseconds: -span.nanoseconds))
    }
  }

  private static func span(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int64(digits), let unit = units[String(text.dropFirst(digits.count))],
      count <= longest / unit
    else { return nil }
    return count * unit
  }

  private static func error(_ text: String, _ option: OptionSpecification) -> UsageError {
    if RFC3339.time(text + "Z") != nil {
      return UsageError(
        "--\(option.name) lacks the offset from UTC",
        suggestion: "write \(text)Z if it is UTC, else its offset, as in \(text)-05:00"
      )
    }
    return UsageError(
      "--\(option.name) must be \(forms)",
      suggestion: text.hasPrefix("-") ? "did you mean \(text.dropFirst())?" : ""
    )
  }
}
