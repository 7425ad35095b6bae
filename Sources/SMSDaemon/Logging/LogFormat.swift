internal import SMSSystem

/// How log lines are written to standard error.
package enum LogFormat: String, CaseIterable, Sendable {
  /// `journal` under systemd, `text` on a terminal, else `json`.
  case auto
  /// `<6>message key=value`: systemd reads the level in front and adds the time itself.
  case journal
  /// `2026-11-23T08:00:00.123Z info message key=value`.
  case text
  /// One JSON object a line.
  case json

  /// What `auto` stands for here.
  func resolved(isJournal: Bool, isTerminal: Bool) -> LogFormat {
    guard self == .auto else { return self }
    return isJournal ? .journal : isTerminal ? .text : .json
  }
}
