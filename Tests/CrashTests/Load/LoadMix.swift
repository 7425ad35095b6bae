import SMSJSON
import TestSupport

/// A sequence of requests of all kinds, determined by a seed.
struct LoadMix {
  /// The last four digits of numbers whose first attempt meets a fault.
  ///
  /// The simulator reads the first of them: 1 and 2 are the number of failures before acceptance,
  /// 6 fails once but is accepted nevertheless, 0 is always accepted with a spoiled answer.
  private static let faults = [
    "1500", "1502", "1503", "1504", "2500", "6500", "6502", "6504", "1603", "6604", "6604", "6604",
    "1605", "6606", "6606", "0607", "0608", "0608",
  ]
  /// Numbers whose first attempt is not answered within the client's time limit.
  private static let silences = ["1601", "6602"]
  private static let priorities = ["urgent", "high", "normal", "normal", "normal", "bulk", "bulk"]
  private static let endings = [
    "", " \u{2713} d\u{e9}j\u{e0} vu", "\nA \"second\" line \\ ", " 100%",
  ]

  private let name: String
  private let refused: Int
  private var count = 0

  /// Creates a mix.
  ///
  /// - Parameters:
  ///   - name: A prefix of all ids, also in the texts; unique for each mix.
  ///   - refused: The percentage of requests that must be rejected.
  init(name: String, refused: Int) {
    self.name = name
    self.refused = refused
  }

  /// The next request.
  mutating func next(_ random: inout SeededRandom) -> Submission {
    count += 1
    let place = random.below(CrashFixture.spools.count)
    let isAcceptable = !random.percent(refused)
    return Submission(
      id: "\(name)-\(count)",
      spool: CrashFixture.spools[place],
      key: isAcceptable ? key(from: CrashFixture.numbers[place], &random) : nil,
      hasExplicitID: random.percent(80),
      members: [
        ("priority", .string(random.pick(Self.priorities))),
        ("metadata", .object(JSONObject([("number", .number(JSONNumber(Int64(count))))]))),
      ]
    )
  }

  private func key(from: String, _ random: inout SeededRandom) -> MessageKey {
    // One of three texts to one of four numbers: several with the same key are in flight at once.
    let isOneOfMany = random.percent(10)
    let text = isOneOfMany ? "Gate \(random.below(3)) is open" : "Message \(name) \(count)"
    let to =
      isOneOfMany
      ? random.pick(["12063330001", "12063330002", "12065556604", "12065550608"])
      : recipient(&random)
    return MessageKey(
      from: from,
      to: to,
      body: text + (isOneOfMany ? "" : random.pick(Self.endings))
    )
  }

  private func recipient(_ random: inout SeededRandom) -> String {
    switch random.below(100) {
    case ..<70: "1206333\(1_000 + random.below(40))"
    case ..<97: "1206555\(random.pick(Self.faults))"
    default: "1206555\(random.pick(Self.silences))"
    }
  }
}
