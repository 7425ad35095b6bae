internal import SMSCore
internal import SMSHTTP

/// What a request is for; used as its tag on the transport.
enum Purpose: Sendable {
  case send(Dispatch)
  case probe
  /// A page of the list, with our wall clock when it was requested.
  case list(ListQuery, askedAt: WallTime)
  /// Any other call, whose caller awaits its end.
  case call(PendingCall)
}

extension TransferRequest {
  /// How much of a list page is kept: 4 MiB.
  static let keptOfPage = 4 << 20

  init(purpose: Purpose, path: String, content: Content, kept: Int = usualKept) {
    self.init(tag: purpose, path: path, content: content, kept: kept)
  }

  /// The request's purpose; nil if another module made it.
  var purpose: Purpose? { tag as? Purpose }
}

/// A call whose caller awaits its end, which the transport reports exactly once.
final class PendingCall: Sendable {
  private let continuation: CheckedContinuation<TransferResult, Never>

  init(_ continuation: CheckedContinuation<TransferResult, Never>) {
    self.continuation = continuation
  }

  func end(_ result: TransferResult) {
    continuation.resume(returning: result)
  }
}
