internal import SMSCore

/// How many messages of a batch enter the ledger in one commit, so that none takes long: an urgent
/// message must not wait for it.
///
/// | a commit took | the next one has |
/// |---|---|
/// | more than 5 ms | half as many |
/// | less than 2 ms | a quarter more |
struct BatchStep {
  static let least = 64
  static let most = 1_000
  private static let slow = Interval(milliseconds: 5)
  private static let fast = Interval(milliseconds: 2)

  private(set) var count = 256

  /// Learns how long a commit of `count` messages took.
  mutating func took(_ time: Interval) {
    if time > Self.slow {
      count = max(Self.least, count / 2)
    } else if time < Self.fast {
      count = min(Self.most, count + count / 4)
    }
  }
}
