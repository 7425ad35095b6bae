/// What to do with a request: an answer, or the want of one.
struct HTTPAnswer {
  /// How the answer leaves the machine.
  enum Delivery: Equatable {
    /// As HTTP wants it.
    case whole
    /// `Content-Length` is that of the whole body, but the connection is closed after so many bytes.
    case cut(after: Int)
    /// The connection is closed without a byte.
    case close
    /// The connection is reset (RST) without a byte.
    case reset
  }

  /// The HTTP status; it leaves only if `delivery` says so.
  var status: Int

  /// The `Content-Type`; nil for none.
  var contentType: String?

  /// Further headers.
  var headers: [(name: String, value: String)] = []

  /// The body.
  var body: [UInt8] = []

  /// How the answer leaves.
  var delivery = Delivery.whole

  /// How long the answer is held back, in nanoseconds.
  var delay: Int64 = 0
}

extension HTTPAnswer {
  /// The status that a client sees; nil if it sees none.
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
