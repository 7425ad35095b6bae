/// Observed values, counted in buckets with fixed upper bounds.
package struct Histogram: Equatable, Sendable {
  /// The inclusive upper bounds of all buckets but the last, ascending.
  package let bounds: [Double]
  /// How many values each bucket holds by itself; the last one holds those above all bounds.
  package private(set) var counts: [Int]
  package private(set) var sum = 0.0

  package init(bounds: [Double]) {
    self.bounds = bounds
    counts = [Int](repeating: 0, count: bounds.count + 1)
  }

  /// How many values were observed.
  package var count: Int { counts.reduce(0, +) }

  /// Counts a value; one below zero, after a step of a clock, counts as zero.
  package mutating func observe(_ value: Double) {
    let value = max(value, 0)
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    sum += value
  }
}
