/// Random choices determined by a seed (SplitMix64, Steele, Lea, Flood 2014).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  /// Creates a generator that differs from all others with the same seed.
  ///
  /// - Parameters:
  ///   - seed: The run's seed.
  ///   - lane: The number of the parallel part of the run.
  init(seed: UInt64, lane: Int) {
    state = seed &+ UInt64(truncatingIfNeeded: lane) &* 0xD134_2543_DE82_EF95
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// True in `part` of 100 cases.
  mutating func percent(_ part: Int) -> Bool { below(100) < part }

  /// A number from 0 up to, but not including, `end`.
  mutating func below(_ end: Int) -> Int { .random(in: 0..<end, using: &self) }

  /// A duration in nanoseconds, within a range of milliseconds.
  mutating func milliseconds(_ range: ClosedRange<Int64>) -> Int64 {
    .random(in: range, using: &self) * 1_000_000
  }

  /// One of the choices, all equally likely.
  mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[below(choices.count)] }
}
