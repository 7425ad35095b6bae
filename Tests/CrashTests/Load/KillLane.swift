import Testing

/// One of the parallel runs, each with its own daemon and provider.
struct KillLane: Sendable, CustomTestStringConvertible {
  /// From 0.
  let number: Int

  /// The version of the provider's API.
  let api: String

  /// How far the provider's clock is ahead; milliseconds.
  let skew: Int

  /// How long a record takes to appear in the provider's list; milliseconds.
  let registration: Int

  /// All versions, and clocks that differ by more than a run takes.
  static let all = [
    KillLane(number: 0, api: "v2", skew: 0, registration: 0),
    KillLane(number: 1, api: "v2.1", skew: 0, registration: 150),
    KillLane(number: 2, api: "v2.2", skew: 200_000, registration: 100),
    KillLane(number: 3, api: "v2.1", skew: -200_000, registration: 0),
  ]

  /// How often its daemon is killed.
  var kills: Int { RunSettings.kills / Self.all.count }

  var testDescription: String { "lane \(number), \(api), clock off by \(skew) ms" }
}

extension KillLane: CustomStringConvertible {
  var description: String { testDescription }
}
