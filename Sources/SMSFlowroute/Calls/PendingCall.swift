/// A call whose caller awaits its end, which the transport tells exactly once.
package final class PendingCall: Sendable {
  private let continuation: CheckedContinuation<TransferResult, Never>

  init(_ continuation: CheckedContinuation<TransferResult, Never>) {
    self.continuation = continuation
  }

  func end(_ result: TransferResult) {
    continuation.resume(returning: result)
  }
}

extension PendingCall: Hashable {
  package static func == (left: PendingCall, right: PendingCall) -> Bool { left === right }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}
