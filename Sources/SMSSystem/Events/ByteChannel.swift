internal import Dispatch
internal import Synchronization

/// A bounded buffer between a writer, which waits while it is full, and a reader on a queue, which
/// never waits.
///
/// There is one writer and one reader at a time.
package final class ByteChannel: Sendable {
  package enum Portion: Equatable, Sendable {
    /// This many bytes were read.
    case bytes(Int)
    /// There is nothing to read yet; the reader is notified when there is.
    case nothing
    /// Everything was read, and nothing follows.
    case end
  }

  private struct State {
    var bytes: [UInt8] = []
    /// How many of the bytes have been read.
    var taken = 0
    var isFinished = false
    var isClosed = false
    var isReaderWaiting = false
    var isWriterWaiting = false
    var whenReadable: (@Sendable () -> Void)?
    var whenClosed: (@Sendable () -> Void)?

    var count: Int { bytes.count - taken }
  }

  private let capacity: Int
  private let state = Mutex(State())
  private let room = DispatchSemaphore(value: 0)

  /// - Parameter capacity: How many unread bytes it holds at most.
  package init(capacity: Int) {
    self.capacity = capacity
  }

  // MARK: The writer

  /// Adds bytes, and waits, holding the thread, while there is no room for them.
  ///
  /// - Returns: Whether the reader is still there; if not, the bytes are lost.
  @discardableResult
  package func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while true {
      let (isOpen, notify) = add(&rest)
      notify?()
      guard isOpen, !rest.isEmpty else { return isOpen }
      room.wait()
    }
  }

  /// Adds bytes only if there is nothing unread and room for all of them, so that it never waits.
  ///
  /// - Returns: Whether it has.
  @discardableResult
  package func writeIfEmpty(_ bytes: [UInt8]) -> Bool {
    let isEmpty = state.withLock { $0.count == 0 && !$0.isFinished && !$0.isClosed }
    guard isEmpty, bytes.count <= capacity else { return false }
    var rest = bytes[...]
    add(&rest).notify?()
    return true
  }

  /// Ends the writing.
  package func finish() {
    let notify = state.withLock { state in
      state.isFinished = true
      return Self.takeNotification(&state)
    }
    notify?()
  }

  private func add(_ rest: inout ArraySlice<UInt8>) -> (isOpen: Bool, notify: (() -> Void)?) {
    state.withLock { state in
      guard !state.isClosed else { return (false, nil) }
      let part = rest.prefix(capacity - state.count)
      rest = rest.dropFirst(part.count)
      state.isWriterWaiting = !rest.isEmpty
      guard !part.isEmpty else { return (true, nil) }
      state.bytes.append(contentsOf: part)
      return (true, Self.takeNotification(&state))
    }
  }

  private static func takeNotification(_ state: inout State) -> (@Sendable () -> Void)? {
    guard state.isReaderWaiting else { return nil }
    state.isReaderWaiting = false
    return state.whenReadable
  }

  // MARK: The reader

  /// Sets what is called, on the writer's thread, when there is something to read again.
  package func whenReadable(_ notify: @escaping @Sendable () -> Void) {
    state.withLock { $0.whenReadable = notify }
  }

  /// Sets what is called when the reader leaves; at once if it has left.
  package func whenClosed(_ notify: @escaping @Sendable () -> Void) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.whenClosed = notify }
      return state.isClosed
    }
    if isClosed { notify() }
  }

  /// Moves what is there into a buffer.
  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Portion {
    let (portion, hasRoom) = state.withLock { state -> (Portion, Bool) in
      let count = min(buffer.count, state.count)
      guard count > 0 else {
        state.isReaderWaiting = !state.isFinished
        return (state.isFinished ? .end : .nothing, false)
      }
      buffer.copyBytes(from: state.bytes[state.taken..<(state.taken + count)])
      state.taken += count
      // What was read is dropped before it makes up more than what is left.
      if state.taken * 2 >= state.bytes.count {
        state.bytes.removeFirst(state.taken)
        state.taken = 0
      }
      defer { state.isWriterWaiting = false }
      return (.bytes(count), state.isWriterWaiting)
    }
    if hasRoom { room.signal() }
    return portion
  }

  /// Whether a read would return something.
  package var isReadable: Bool { state.withLock { $0.count > 0 || $0.isFinished } }

  /// The reader leaves; a writer that waits goes on, and learns of it.
  package func close() {
    let (notify, wasWaiting) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
      guard !state.isClosed else { return (nil, false) }
      state.isClosed = true
      state.bytes = []
      state.taken = 0
      defer {
        state.isWriterWaiting = false
        state.whenClosed = nil
        state.whenReadable = nil
      }
      return (state.whenClosed, state.isWriterWaiting)
    }
    if wasWaiting { room.signal() }
    notify?()
  }
}
