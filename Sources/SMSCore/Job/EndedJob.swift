/// A job that ended when it was accepted or was to begin: a verdict, or a message or code that may not
/// be sent or is not to be.
package struct EndedJob: Hashable, Sendable {
  package var number: JobNumber
  package var name: JobName
  /// The contract's word for the request's kind.
  package var kind: String
  package var state: JobState
  /// Why it failed; nil if it did not.
  package var code: ErrorCode?
  /// Why a check was denied; nil if it was not.
  package var reason: Verdict.Reason?
  /// The prefix whose guard refused a code.
  package var guardedPrefix: GuardedPrefix?

  /// A prefix to which codes are refused for a while.
  package struct GuardedPrefix: Hashable, Sendable {
    /// Six digits, NPA and NXX.
    package var prefix: Int
    /// When codes to it may be sent again.
    package var until: WallTime

    package init(prefix: Int, until: WallTime) {
      self.prefix = prefix
      self.until = until
    }
  }

  package init(
    number: JobNumber,
    name: JobName,
    kind: String,
    state: JobState,
    code: ErrorCode? = nil,
    reason: Verdict.Reason? = nil,
    guardedPrefix: GuardedPrefix? = nil
  ) {
    self.number = number
    self.name = name
    self.kind = kind
    self.state = state
    self.code = code
    self.reason = reason
    self.guardedPrefix = guardedPrefix
  }
}
