package import SMSCore
internal import SMSSystem

/// Everything known about a transfer that has ended, without judgement.
package struct TransferResult: Sendable, Equatable {
  /// When the transport accepted the request.
  package var beganAt: MonotonicTime
  /// When the request was about to be sent; nil proves that nothing was sent.
  package var leftAt: MonotonicTime?
  /// When libcurl reported the end, or when we gave up.
  package var endedAt: MonotonicTime
  /// The last status line's code; nil if no status line arrived or nothing had been sent.
  package var status: Int?
  /// The status of a proxy that refused a tunnel, in which case nothing was sent; nil otherwise.
  package var proxyStatus: Int?
  package var head = AnswerHead()
  /// The first bytes of the answer's body, at most `TransferRequest.kept`.
  package var body: [UInt8] = []
  /// Whether the body was longer than what was kept.
  package var isCut = false
  /// Why the transfer did not complete; nil if it did.
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

  /// The result of a request that could not even be passed to libcurl.
  init(neverBegun failure: TransferFailure) {
    let now = MonotonicTime(nanoseconds: Clocks.monotonic)
    self.init(beganAt: now, endedAt: now, failure: failure)
  }
}

/// When the phases of a transfer were complete, each in microseconds since its start.
package struct TransferTimings: Sendable, Equatable {
  /// Name lookup; 0 if there was none.
  package var nameLookup: Int64 = 0
  /// Connection; 0 if there was none or an idle one was reused.
  package var connect: Int64 = 0
  /// TLS handshake; 0 if there was none.
  package var handshake: Int64 = 0
  /// The end of the transfer.
  package var total: Int64 = 0
}
