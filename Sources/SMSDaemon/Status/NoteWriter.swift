internal import SMSCore
internal import SMSSystem

/// Stores the notes of one part of the daemon in the ledger, and repeats what fails until the
/// ledger takes it.
actor NoteWriter: QueueActor {
  /// The time between attempts to write.
  private static let retryTime = Interval(seconds: 1)

  nonisolated let executor: QueueExecutor

  private let store: any NoteStore
  private var queue = NoteQueue()
  private var isWriting = false
  private var isClosed = false

  init(_ store: any NoteStore, label: String) {
    executor = QueueExecutor(label: label)
    self.store = store
  }

  /// Sets a note, or removes it with nil; each caller's changes keep their order.
  nonisolated func set(_ key: String, _ value: String?) {
    executor.async {
      self.assumeIsolated { writer in
        writer.queue.set(key, value)
        writer.write()
      }
    }
  }

  /// Tries once more to store what is waiting.
  func close() async {
    isClosed = true
    if !queue.isEmpty, !isWriting { _ = await writeOnce() }
  }

  private func write() {
    guard !isWriting, !isClosed else { return }
    isWriting = true
    Task {
      while !queue.isEmpty, !isClosed {
        if await !writeOnce() { await executor.rest(for: Self.retryTime) }
      }
      isWriting = false
    }
  }

  private func writeOnce() async -> Bool {
    let batch = queue.batch
    do throws(LedgerError) {
      try await store.change(batch)
      queue.written(batch)
      return true
    } catch {
      return false
    }
  }
}
