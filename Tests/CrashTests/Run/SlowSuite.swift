import SMSSystem
import Testing

/// What the environment says about the tests that kill and cut, which take minutes.
enum SlowSuite {
  /// Whether they are to run.
  static let isWanted = Environment.value(of: "SMSDISPATCH_SLOW_TESTS") == "1"

  /// The word beside a test that does not.
  static let skipped: Comment = "takes minutes: SMSDISPATCH_SLOW_TESTS=1 runs it"

  /// How often the daemon is killed under load, all lanes together.
  static let kills = number("SMSDISPATCH_KILLS") ?? 320

  /// For how long it is killed at most; nanoseconds.
  ///
  /// Whoever names a number has the time.
  static let killTime: Int64 = number("SMSDISPATCH_KILLS") == nil ? 150_000_000_000 : .max / 2

  /// How often it is killed while the provider calls it.
  static let inboxKills = kills / 8

  /// How often the power is cut.
  static let cuts = number("SMSDISPATCH_CUTS") ?? 9

  /// What all that is random comes from.
  static let seed =
    Environment.value(of: "SMSDISPATCH_SEED").flatMap { UInt64($0) }
    ?? UInt64(bitPattern: Clocks.wall) % 1_000_000_007

  /// How to have the same again.
  static let replay = "SMSDISPATCH_SLOW_TESTS=1 SMSDISPATCH_SEED=\(seed) swift test"

  /// Writes a line for whoever reads the tests' output.
  static func tell(_ text: String) {
    let output = FileDescriptor(owning: 2, path: "standard error")
    try? output.write("\(text)\n".utf8)
    _ = output.release()
  }

  private static func number(_ name: String) -> Int? {
    Environment.value(of: name).flatMap { Int($0) }
  }
}
