package import SMSCore
internal import SMSSystem

/// All that is known of a transfer that ended, without a judgement.
package struct TransferResult: Sendable, Equatable {
  /// When the transport took the request over.
  package var beganAt: MonotonicTime
  /// When the request was about to leave; nil proves that nothing left.
  package var leftAt: MonotonicTime?
  package var endedAt: MonotonicTime
  /// The last status line's code; nil when no status line arrived, and when nothing had left.
  package var status: Int?
  /// What a proxy answered that refused a tunnel; nothing left then.
  package var proxyStatus: Int?
  package var head = AnswerHead()
  /// The first bytes of the answer's body, at most as many as the request said.
  package var body: [UInt8] = []
  /// True when the body was longer than what was kept.
  package var isCut = false
  /// Why the transfer did not come to its regular end.
  package var failure: TransferFailure?
  package var timings = TransferTimings()

  package init(
    beganAt: MonotonicTime,
    leftAt: MonotonicTime? = nil,
    endedAt: MonotonicTime,
    status: Int? = nil,
    failure: TransferFailure? = nil
  ) {
    self.beganAt = beganAt
    self.leftAt = leftAt
    self.endedAt = endedAt
    self.status = status
    self.failure = failure
  }

  /// Of a request that could not even be handed to libcurl.
  init(neverBegun failure: TransferFailure) {
    let now = MonotonicTime(nanoseconds: Clocks.monotonic)
    self.init(beganAt: now, endedAt: now, failure: failure)
  }
}

/// How long the parts of a transfer took, each in microseconds since its start.
package struct TransferTimings: Sendable, Equatable {
  /// Until the name was looked up; 0 when it was not.
  package var nameLookup: Int64 = 0
  /// Until there was a connection; 0 without one, or when an idle one was used again.
  package var connect: Int64 = 0
  /// Until the TLS handshake was done; 0 without one.
  package var handshake: Int64 = 0
  package var total: Int64 = 0
}
