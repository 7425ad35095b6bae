package import SMSCore

/// One thing that is wrong: what, since when, and what to do about it.
package struct StatusCause: Equatable, Sendable {
  /// How much it matters; also for `status --check`.
  package enum Weight: Int, Comparable, Sendable {
    /// Worth knowing; nothing waits for it.
    case notice
    /// Some messages wait, or soon will.
    case warning
    /// Nothing is accepted, or nothing is sent.
    case critical

    package static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }

    /// The contract's word, for JSON.
    package var name: String {
      switch self {
      case .notice: "notice"
      case .warning: "warning"
      case .critical: "critical"
      }
    }
  }

  package var weight: Weight
  /// The state, such as `paused`.
  package var word: String
  /// What is in that state, such as `account main`.
  package var subject: String
  package var since: WallTime?
  /// The user who wanted it so; nil if nobody did.
  package var user: String?
  /// Why, such as an error code; may be empty.
  package var reason: String
  /// What else helps, each without a full stop.
  package var facts: [String] = []
  /// What to do about it, in sentences; may be empty.
  package var hint = ""
  /// The command to run next; nil if none helps.
  package var command: String?
  /// What it is about, if that can be held or released.
  package var scope: HoldScope?

  init(
    _ weight: Weight,
    _ word: String,
    _ subject: String,
    since: WallTime? = nil,
    reason: String = ""
  ) {
    self.weight = weight
    self.word = word
    self.subject = subject
    self.since = since
    self.reason = reason
  }
}

extension StatusCause {
  /// In a few words: `account main paused for 42 min: unauthorized`.
  package func summary(at now: WallTime) -> String {
    "\(subject) \(word)\(duration(at: now))" + (reason.isEmpty ? "" : ": \(reason)")
  }

  /// Without the state, which stands in front of it: `account main for 42 min: unauthorized; …`.
  func sentence(at now: WallTime) -> String {
    let head = "\(subject)\(duration(at: now))" + (reason.isEmpty ? "" : ": \(reason)")
    return ([head] + facts).joined(separator: "; ")
  }

  private func duration(at now: WallTime) -> String {
    (since.map { " for \(Span.coarse(now.since($0)))" } ?? "") + (user.map { ", by \($0)" } ?? "")
  }
}
