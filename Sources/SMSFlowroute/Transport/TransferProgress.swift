internal import SMSCore

/// What libcurl's callbacks collect while a transfer runs.
struct TransferProgress {
  let request: TransferRequest
  let beganAt: MonotonicTime
  var leftAt: MonotonicTime?
  var head = AnswerHead()
  var body: [UInt8] = []
  var isCut = false

  init(request: TransferRequest, beganAt: MonotonicTime) {
    self.request = request
    self.beganAt = beganAt
  }

  /// Keeps of the body what the request wants kept.
  mutating func take(body bytes: UnsafeBufferPointer<UInt8>) {
    let kept = bytes.prefix(request.kept - body.count)
    body.append(contentsOf: kept)
    if kept.count < bytes.count { isCut = true }
  }
}
