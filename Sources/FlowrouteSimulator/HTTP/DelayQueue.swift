/// Exchanges whose answers are held back, soonest first: a binary heap.
struct DelayQueue {
  private struct Entry {
    let due: Int64
    let exchange: Exchange
  }

  private var heap: [Entry] = []

  /// When the first answer is due, in monotonic nanoseconds; nil if none waits.
  var nextDue: Int64? { heap.first?.due }

  /// Adds an exchange.
  ///
  /// - Parameters:
  ///   - exchange: What waits.
  ///   - due: Until when, in monotonic nanoseconds.
  mutating func insert(_ exchange: Exchange, due: Int64) {
    heap.append(Entry(due: due, exchange: exchange))
    var child = heap.count - 1
    while child > 0, heap[child].due < heap[(child - 1) / 2].due {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the first exchange if it is due at `now`.
  mutating func popDue(at now: Int64) -> Exchange? {
    guard let first = heap.first, first.due <= now else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    sink()
    return first.exchange
  }

  /// Takes every exchange, in no order.
  mutating func removeAll() -> [Exchange] {
    defer { heap = [] }
    return heap.map(\.exchange)
  }

  private mutating func sink() {
    var parent = 0
    while let child = smallerChild(of: parent), heap[child].due < heap[parent].due {
      heap.swapAt(parent, child)
      parent = child
    }
  }

  private func smallerChild(of parent: Int) -> Int? {
    let left = 2 * parent + 1
    let right = left + 1
    guard left < heap.count else { return nil }
    return right < heap.count && heap[right].due < heap[left].due ? right : left
  }
}
