internal import SMSSystem

/// A FIFO of file names to look at before a scan finds them.
struct HintQueue {
  /// The maximum number of names, which matches the default length of the kernel's event queue.
  static let limit = 16_384

  struct Hint: Equatable {
    let name: FileName
    /// Whether the producer is finished with the file, because it was moved in.
    ///
    /// A file that was only closed may be opened again.
    let isComplete: Bool
  }

  private var hints: [Hint] = []
  private var head = 0

  /// Adds a name.
  ///
  /// - Returns: False if the queue is full; a scan must then find the file.
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
