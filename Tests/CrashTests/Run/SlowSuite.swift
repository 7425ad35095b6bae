import SMSSystem
import Testing

/// The environment's settings for the tests that kill and cut, which take minutes.
enum SlowSuite {
  /// Whether to run them.
  static let isWanted = Environment.value(of: "SMSDISPATCH_SLOW_TESTS") == "1"

  /// The comment on a skipped test.
  static let skipped: Comment = "takes minutes: SMSDISPATCH_SLOW_TESTS=1 runs it"

  /// How often the daemon is killed under load, in all lanes together.
  static let kills = number("SMSDISPATCH_KILLS") ?? 320

  /// The time limit for kills; nanoseconds.
  ///
  /// There is none if the number of kills is set.
  static let killTime: Int64 = number("SMSDISPATCH_KILLS") == nil ? 150_000_000_000 : .max / 2

  /// How often it is killed while the provider calls it.
  static let inboxKills = kills / 8

  /// How often the power is cut.
  static let cuts = number("SMSDISPATCH_CUTS") ?? 9

  /// The seed of everything random.
  static let seed =
    Environment.value(of: "SMSDISPATCH_SEED").flatMap { UInt64($0) }
    ?? UInt64(bitPattern: Clocks.wall) % 1_000_000_007

  /// How to repeat the run.
  static let replay = "SMSDISPATCH_SLOW_TESTS=1 SMSDISPATCH_SEED=\(seed) swift test"

  /// Writes a line to the tests' output.
  static func tell(_ text: String) {
    let output = FileDescriptor(owning: 2, path: "standard error")
    try? output.write("\(text)\n".utf8)
    _ = output.release()
  }

  private static func number(_ name: String) -> Int? {
    Environment.value(of: name).flatMap { Int($0) }
  }
}
