internal import CLinux
internal import Glibc

/// The kernel's clocks, in nanoseconds.
///
/// Pure code takes times as parameters; only the shells around it read clocks.
package enum Clocks {
  /// Nanoseconds of `CLOCK_MONOTONIC`, for pacing and timeouts; never steps, stops in suspend.
  package static var monotonic: Int64 { nanoseconds(CLOCK_MONOTONIC) }

  /// Nanoseconds of `CLOCK_REALTIME` since 1970, for times that people see; may step either way.
  package static var wall: Int64 { nanoseconds(CLOCK_REALTIME) }

  /// Nanoseconds of `CLOCK_BOOTTIME`: never steps, runs in suspend; comparable within one boot.
  package static var boottime: Int64 { nanoseconds(CLOCK_BOOTTIME) }

  /// The kernel's random id of this boot, a lowercase UUID; see random(4).
  ///
  /// - Throws: `SystemError` if `/proc` is not there.
  package static func bootIdentifier() throws(SystemError) -> String {
    let path = "/proc/sys/kernel/random/boot_id"
    let bytes = try FileDescriptor(opening: path).read(upTo: 64)
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return nanoseconds(in: time)
  }

  // Both modules are imported, and `timespec` is not extended: its header belongs to no C module, so
  // the compiler gives it to one of those that include it, depending on what else it reads.

  /// A time of the kernel in nanoseconds; saturates in the year 2262.
  static func nanoseconds(in time: timespec) -> Int64 {
    nanoseconds(seconds: Int64(time.tv_sec), rest: Int64(time.tv_nsec))
  }

  /// Seconds and a rest of nanoseconds in nanoseconds; saturates in the year 2262.
  static func nanoseconds(seconds: Int64, rest: Int64) -> Int64 {
    let (whole, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !isTooLarge, whole <= Int64.max - rest else { return .max }
    return whole + rest
  }

  /// Nanoseconds as a time of the kernel; negative values count as 0.
  static func time(nanoseconds: Int64) -> timespec {
    let (seconds, rest) = max(nanoseconds, 0).quotientAndRemainder(dividingBy: 1_000_000_000)
    return timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
  }
}
