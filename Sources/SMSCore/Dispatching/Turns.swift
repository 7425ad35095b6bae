/// Takes turns among keys by weight (stride scheduling): over time each key with work gets turns in
/// proportion to its weight, and none waits forever.
///
/// A key that had no work for a while starts level with the others; it has no claim on the past.
package struct Turns<Key: Hashable & Sendable>: Sendable {
  private var passes: [Key: Double] = [:]
  private var now = 0.0

  package init() {}

  /// The key whose turn it is among those with work; weights are above 0.
  ///
  /// - Returns: nil if there are no candidates.
  package mutating func next(among candidates: some Sequence<(key: Key, weight: Double)>) -> Key? {
    var best: (key: Key, pass: Double, weight: Double)?
    for (key, weight) in candidates {
      let pass = max(passes[key] ?? now, now)
      if let found = best, found.pass <= pass { continue }
      best = (key, pass, weight)
    }
    guard let best else { return nil }
    now = best.pass
    passes[best.key] = best.pass + 1 / best.weight
    return best.key
  }
}
