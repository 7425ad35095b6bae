/// What becomes of a message whose attempt may have reached the provider and cannot be settled.
package enum UncertainPolicy: Int, Hashable, Sendable {
  /// End as `uncertain`: better not sent than sent twice.
  case report = 0
  /// Send once more: better sent twice than not.
  case resend = 1
}
