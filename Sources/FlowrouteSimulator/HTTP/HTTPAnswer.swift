/// An answer to a request, or a way of not giving one.
struct HTTPAnswer {
  /// How the answer is sent.
  enum Delivery: Equatable {
    /// Completely, as HTTP requires.
    case whole
    /// With the `Content-Length` of the whole body, but closed after `after` bytes of it.
    case cut(after: Int)
    /// The connection is closed without sending a byte.
    case close
    /// The connection is reset (RST) without sending a byte.
    case reset
  }

  /// The HTTP status; only sent if `delivery` says so.
  var status: Int

  /// The `Content-Type`; nil for none.
  var contentType: String?

  /// Further headers.
  var headers: [(name: String, value: String)] = []

  /// The body.
  var body: [UInt8] = []

  /// How the answer is sent.
  var delivery = Delivery.whole

  /// How long the answer is delayed, in nanoseconds.
  var delay: Int64 = 0
}

extension HTTPAnswer {
  /// The status that the client receives; nil if it receives none.
  var visibleStatus: Int? {
    switch delivery {
    case .whole, .cut: status
    case .close, .reset: nil
    }
  }

  /// An answer in JSON.
  static func json(_ status: Int, _ text: JSONText) -> Self {
    Self(status: status, contentType: "application/json", body: text.bytes)
  }

  /// An answer without a body.
  static func empty(_ status: Int) -> Self {
    Self(status: status)
  }
}
