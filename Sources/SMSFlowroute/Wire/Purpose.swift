internal import SMSCore
internal import SMSHTTP

/// What a request is for; its tag on the transport.
enum Purpose: Sendable {
  case send(Dispatch)
  case probe
  /// A page of the list; our wall clock at the time it was asked for.
  case list(ListQuery, askedAt: WallTime)
  /// Any other call; its caller awaits the end.
  case call(PendingCall)
}

extension TransferRequest {
  /// 4 MiB of a page of a list are kept.
  static let keptOfPage = 4 << 20

  init(purpose: Purpose, path: String, content: Content, kept: Int = usualKept) {
    self.init(tag: purpose, path: path, content: content, kept: kept)
  }

  /// What it is for; nil for a request that this module did not make.
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
