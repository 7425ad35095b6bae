import SMSSystem
import TestSupport
import Testing

/// The environment's settings for the tests that kill and cut.
enum RunSettings {
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

  private static func number(_ name: String) -> Int? {
    Environment.value(of: name).flatMap { Int($0) }
  }
}

/// Something that does not agree, in a sentence.
struct Disagreement: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Random choices of a run.
extension SeededRandom {
  /// Creates a generator that differs from all others with the same seed.
  ///
  /// - Parameters:
  ///   - seed: The run's seed.
  ///   - lane: The number of the parallel part of the run.
  init(seed: UInt64, lane: Int) {
    self.init(seed: seed &+ UInt64(truncatingIfNeeded: lane) &* 0xD134_2543_DE82_EF95)
  }

  /// True in `part` of 100 cases.
  mutating func percent(_ part: Int) -> Bool { below(100) < part }

  /// A duration in nanoseconds, within a range of milliseconds.
  mutating func milliseconds(_ range: ClosedRange<Int64>) -> Int64 {
    .random(in: range, using: &self) * 1_000_000
  }
}
