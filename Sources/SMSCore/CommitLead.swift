/// How long before its pace slot a job is claimed: about a commit's time on this disk.
///
/// Too short, and slots pass unused; too long, and a crash leaves attempts in doubt that never
/// began to leave. It follows slow commits at once and quick ones slowly.
struct CommitLead: Sendable {
  static let shortest = Interval(milliseconds: 5)
  static let longest = Interval(milliseconds: 100)

  private(set) var interval = shortest

  /// A commit of begun attempts took that long.
  mutating func observe(_ took: Interval) {
    let wanted = Interval(seconds: took.seconds * 1.25 + 0.001)
    let bounded = min(max(wanted, Self.shortest), Self.longest)
    let less = (interval.nanoseconds - bounded.nanoseconds) / 16
    interval = bounded >= interval ? bounded : Interval(nanoseconds: interval.nanoseconds - less)
  }
}
