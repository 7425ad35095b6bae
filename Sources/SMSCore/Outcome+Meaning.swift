extension Outcome {
  /// Whether the attempt counts against `max_attempts`.
  var isCharged: Bool {
    switch self {
    case .doubt, .accepted, .failed: true
    case .unsent, .refused, .accountTrouble: false
    }
  }

  /// Whether the provider answered; a connection that could not be made, or that broke, says
  /// nothing of the account.
  var isAnswer: Bool {
    switch self {
    case .accepted, .refused, .failed, .accountTrouble: true
    case .doubt(let error): error.httpStatus != nil
    case .unsent: false
    }
  }

  /// Whether success was answered by something that is not the provider's acceptance.
  var isFalseSuccess: Bool {
    guard case .doubt(let error) = self, let status = error.httpStatus else { return false }
    return (200..<300).contains(status)
  }

  /// Whether it was accepted by an answer that told no id.
  var isNameless: Bool {
    if case .accepted(nil, _) = self { return true }
    return false
  }

  var httpStatus: Int? {
    if case .accepted(_, let status) = self { return status }
    return error?.httpStatus
  }
}
