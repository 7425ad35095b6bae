internal import Synchronization

/// A call whose caller awaits its end.
package final class PendingCall: Sendable {
  private let continuation: Mutex<CheckedContinuation<TransferResult, Never>?>

  init(_ continuation: CheckedContinuation<TransferResult, Never>) {
    self.continuation = Mutex(continuation)
  }

  /// Tells the caller, once.
  func end(_ result: TransferResult) {
    continuation.withLock { waiting in
      waiting?.resume(returning: result)
      waiting = nil
    }
  }
}

extension PendingCall: Hashable {
  package static func == (left: PendingCall, right: PendingCall) -> Bool { left === right }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}
