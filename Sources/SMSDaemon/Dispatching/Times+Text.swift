internal import SMSCore

extension WallTime {
  /// RFC 3339, UTC, with milliseconds.
  var text: String { RFC3339.text(self) }
}

extension Interval {
  /// Seconds with up to three decimals.
  var text: String {
    let milliseconds = wholeMilliseconds
    guard milliseconds % 1000 != 0 else { return String(milliseconds / 1000) }
    return String(Double(milliseconds) / 1000)
  }
}
