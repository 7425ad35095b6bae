extension Fault {
  /// The names that are not numbers, as the admin call accepts them.
  package static let names = [
    "opted-out", "opted-out-in-detail", "slow", "hang", "drop", "drop-unread", "reset",
    "truncated", "no-id", "login-page", "errors", "no-funds", "filter-page",
  ]

  /// Makes a fault by its name; nil for an unknown one, and for the impossible
  /// `accept-then-drop-unread`.
  ///
  /// A name is a status from `400` to `599` or one of `names`, preceded by `accept-then-` if the
  /// request is to take effect anyway.
  ///
  /// - Parameters:
  ///   - name: Such as `503`, `hang`, `accept-then-drop`.
  ///   - delay: Nanoseconds; nil for the kind's usual delay.
  ///   - retryAfter: Seconds in the `Retry-After` header.
  package init?(name: String, delay: Int64? = nil, retryAfter: Int? = nil) {
    let prefix = "accept-then-"
    let accepts = name.hasPrefix(prefix)
    let bare = accepts ? String(name.dropFirst(prefix.count)) : name
    guard let kind = Kind(name: bare), !(accepts && kind == .dropUnread) else { return nil }
    self.init(kind, accepts: accepts, delay: delay, retryAfter: retryAfter)
  }
}

extension Fault.Kind {
  fileprivate init?(name: String) {
    switch name {
    case "opted-out": self = .optedOut
    case "opted-out-in-detail": self = .optedOutInDetail
    case "slow": self = .slow
    case "hang": self = .hang
    case "drop": self = .drop
    case "drop-unread": self = .dropUnread
    case "reset": self = .reset
    case "truncated": self = .truncated
    case "no-id": self = .withoutIdentifier
    case "login-page": self = .loginPage
    case "errors": self = .errorsWithSuccess
    case "no-funds": self = .noFunds
    case "filter-page": self = .filterPage
    default:
      guard name.utf8.count == 3, let status = Int(name), (400...599).contains(status) else {
        return nil
      }
      self = .status(status)
    }
  }
}
