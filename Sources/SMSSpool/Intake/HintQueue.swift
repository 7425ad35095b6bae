internal import SMSSystem

/// Names of files to look at before the scan finds them, first come first served.
struct HintQueue {
  /// Names held at most, as many as the kernel's own queue of notices has by default.
  static let limit = 16_384

  struct Hint: Equatable {
    let name: FileName
    /// Whether its producer is done with it: it was moved in.
    ///
    /// One that was closed may be opened again.
    let isComplete: Bool
  }

  private var hints: [Hint] = []
  private var head = 0

  /// Adds a name.
  ///
  /// - Returns: False if there is no room; the scan must find it.
  mutating func append(_ hint: Hint) -> Bool {
    guard hints.count - head < Self.limit else { return false }
    hints.append(hint)
    return true
  }

  mutating func popFirst() -> Hint? {
    guard head < hints.count else { return nil }
    defer {
      head += 1
      if head == hints.count {
        removeAll()
      } else if head >= 1_024, head * 2 >= hints.count {
        hints.removeFirst(head)
        head = 0
      }
    }
    return hints[head]
  }

  mutating func removeAll() {
    hints.removeAll(keepingCapacity: hints.capacity <= 1_024)
    head = 0
  }
}
