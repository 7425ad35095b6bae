/// When a fault happens: a request must match every member that is not nil.
package struct FaultRule: Sendable, Equatable {
  /// The method, in capitals.
  package var method: String?

  /// The path, such as `/v2.1/messages`; a `*` at the end matches anything.
  package var path: String?

  /// The recipient of a send, 11 digits.
  package var to: String?

  /// The sender of a send, 11 digits.
  package var from: String?

  /// What happens.
  package var fault: Fault

  /// How often it will still happen; nil for always.
  package var times: Int?

  package init(
    _ fault: Fault,
    method: String? = nil,
    path: String? = nil,
    to: String? = nil,
    from: String? = nil,
    times: Int? = nil
  ) {
    self.fault = fault
    self.method = method
    self.path = path
    self.to = to
    self.from = from
    self.times = times
  }
}

extension FaultRule {
  /// Whether a request matches by method and path, and by its numbers if it is a send.
  func matches(_ request: HTTPRequest, to: UInt64?, from: UInt64?) -> Bool {
    matches(method: request.method) && matches(path: request.path)
      && Self.fits(self.to, to) && Self.fits(self.from, from)
  }

  private func matches(method: String) -> Bool {
    self.method == nil || self.method == method
  }

  private func matches(path: String) -> Bool {
    guard let wanted = self.path else { return true }
    return wanted.hasSuffix("*") ? path.hasPrefix(wanted.dropLast()) : path == wanted
  }

  private static func fits(_ wanted: String?, _ number: UInt64?) -> Bool {
    guard let wanted else { return true }
    return number != nil && Handset.digits(wanted) == number
  }
}
