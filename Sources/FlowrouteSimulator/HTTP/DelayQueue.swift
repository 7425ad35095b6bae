/// Elements that wait until they are due, the earliest first; a binary heap.
struct DelayQueue<Element> {
  private struct Entry {
    let due: Int64
    let element: Element
  }

  private var heap: [Entry] = []

  /// When the first one is due, in monotonic nanoseconds; nil if none waits.
  var nextDue: Int64? { heap.first?.due }

  /// Adds an element.
  ///
  /// - Parameters:
  ///   - element: What waits.
  ///   - due: When it is due, in monotonic nanoseconds.
  mutating func insert(_ element: Element, due: Int64) {
    heap.append(Entry(due: due, element: element))
    var child = heap.count - 1
    while child > 0, heap[child].due < heap[(child - 1) / 2].due {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Removes and returns the first one, if it is due at `now`.
  mutating func popDue(at now: Int64) -> Element? {
    guard let first = heap.first, first.due <= now else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    sink()
    return first.element
  }

  /// Removes and returns all elements, in no particular order.
  mutating func removeAll() -> [Element] {
    defer { heap = [] }
    return heap.map(\.element)
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
