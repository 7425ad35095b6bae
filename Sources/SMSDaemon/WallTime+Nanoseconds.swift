internal import SMSCore

extension WallTime {
  /// Nanoseconds since 1970, as timers take them; saturates.
  var nanoseconds: Int64 { Interval(milliseconds: milliseconds).nanoseconds }
}
