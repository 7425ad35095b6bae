/// A double-ended queue with constant-time operations; it releases what is popped.
struct Deque<Element: Sendable>: Sendable {
  /// A ring buffer; its size is a power of two, or 0.
  private var ring: [Element?] = []
  private var head = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }
  var first: Element? { isEmpty ? nil : ring[head] }

  mutating func append(_ element: Element) {
    if count == ring.count { grow() }
    ring[place(count)] = element
    count += 1
  }

  mutating func prepend(_ element: Element) {
    if count == ring.count { grow() }
    head = place(ring.count - 1)
    ring[head] = element
    count += 1
  }

  mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    let element = ring[head].take()
    head = place(1)
    count -= 1
    return element
  }

  /// Removes all elements and returns them in order.
  mutating func popAll() -> [Element] {
    defer { self = Deque() }
    return Array(self)
  }

  private func place(_ offset: Int) -> Int { (head + offset) & (ring.count - 1) }

  private mutating func grow() {
    let more = ring.isEmpty ? 8 : ring.count
    var larger: [Element?] = []
    larger.reserveCapacity(ring.count + more)
    larger.append(contentsOf: ring[head...])
    larger.append(contentsOf: ring[..<head])
    larger.append(contentsOf: repeatElement(nil, count: more))
    ring = larger
    head = 0
  }
}

extension Deque: Sequence {
  struct Iterator: IteratorProtocol {
    private let deque: Deque
    private var offset = 0

    fileprivate init(_ deque: Deque) {
      self.deque = deque
    }

    mutating func next() -> Element? {
      guard offset < deque.count else { return nil }
      defer { offset += 1 }
      return deque.ring[deque.place(offset)]
    }
  }

  func makeIterator() -> Iterator { Iterator(self) }
  var underestimatedCount: Int { count }
}
