import SMSCore
import Testing

struct TurnsTests {
  /// How often each key had its turn.
  private static func count<Key>(_ turns: some Sequence<Key>) -> [Key: Int] {
    Dictionary(turns.map { ($0, 1) }, uniquingKeysWith: +)
  }

  @Test(
    "turns follow the weights",
    arguments: [[1.0, 1], [16, 4, 1], [1, 2, 3, 4], [0.5, 0.25], [1000, 1], [7]]
  )
  func proportions(weights: [Double]) {
    let candidates = weights.enumerated().map { (key: $0.offset, weight: $0.element) }
    var turns = Turns<Int>()
    let taken = (0..<10_000).compactMap { _ in turns.next(among: candidates) }
    let counts = Self.count(taken)
    #expect(taken.count == 10_000)
    for (key, weight) in candidates {
      let fair = 10_000 * weight / weights.reduce(0, +)
      #expect(abs(Double(counts[key, default: 0]) - fair) <= Double(weights.count))
    }
  }

  @Test("turns alternate; none waits longer than its weight says")
  func noStarvation() {
    var turns = Turns<String>()
    let taken = (0..<2100).compactMap { _ in
      turns.next(among: [(key: "high", weight: 16), ("normal", 4), ("bulk", 1)])
    }
    for (key, longest) in [("high", 3), ("normal", 7), ("bulk", 22)] {
      let places = taken.indices.filter { taken[$0] == key }
      let waits = zip(places, places.dropFirst()).map { $1 - $0 }
      #expect((waits.max() ?? .max) <= longest)
    }
  }

  @Test("a key that had no work starts with the others, with no claim on the past")
  func noClaimOnThePast() {
    var turns = Turns<String>()
    for _ in 0..<1000 { _ = turns.next(among: [(key: "busy", weight: 1.0)]) }
    let both = [(key: "busy", weight: 1.0), (key: "idle", weight: 1.0)]
    let taken = (0..<100).compactMap { _ in turns.next(among: both) }
    #expect(Self.count(taken) == ["busy": 50, "idle": 50])
  }

  @Test("a key that was busy alone is not made to wait for that")
  func noDebt() {
    var turns = Turns<String>()
    let busy = (key: "busy", weight: 1.0)
    let other = (key: "other", weight: 1.0)
    _ = turns.next(among: [busy, other])
    for _ in 0..<1000 { _ = turns.next(among: [busy]) }
    for _ in 0..<10 { _ = turns.next(among: [other]) }
    let taken = (0..<100).compactMap { _ in turns.next(among: [busy, other]) }
    #expect(Self.count(taken)["busy", default: 0] >= 40)
  }

  @Test("with nobody waiting it is nobody's turn; among equals it is the first's")
  func edges() {
    var turns = Turns<Int>()
    let nobody = turns.next(among: [(key: Int, weight: Double)]())
    #expect(nobody == nil)
    let first = turns.next(among: [(key: 3, weight: 1.0), (2, 1), (1, 1)])
    #expect(first == 3)
  }
}
