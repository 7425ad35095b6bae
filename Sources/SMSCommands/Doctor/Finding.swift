internal import SMSArguments
package import SMSJSON

/// A finding of `doctor`.
package struct Finding: Equatable, Sendable {
  package enum Level: String, Sendable {
    case ok
    /// Works, but is worth knowing.
    case note
    case problem
  }

  package let level: Level
  /// What was checked, and what was found.
  package let text: String
  /// How to repair it; empty if there is nothing to do.
  package let hint: String
  /// The exit status if it is a problem; otherwise `.done`.
  package let status: ExitCode

  private init(_ level: Level, _ text: String, _ hint: String, _ status: ExitCode) {
    self.level = level
    self.text = text
    self.hint = hint
    self.status = status
  }

  package static func ok(_ text: String) -> Finding {
    Finding(.ok, text, "", .done)
  }

  package static func note(_ text: String, hint: String = "") -> Finding {
    Finding(.note, text, hint, .done)
  }

  package static func problem(
    _ text: String,
    hint: String,
    _ status: ExitCode = .endedOtherwise
  ) -> Finding {
    Finding(.problem, text, hint, status)
  }

  /// One object for `--json`.
  package var json: JSONObject {
    var object = JSONObject([("level", .string(level.rawValue)), ("finding", .string(text))])
    if !hint.isEmpty { object.set("hint", .string(hint)) }
    return object
  }

  /// The finding as text, wrapped at `width` columns.
  package func lines(width: Int) -> [String] {
    let mark =
      switch level {
      case .ok: "ok    "
      case .note: "note  "
      case .problem: "FAIL  "
      }
    let blanks = String(repeating: " ", count: mark.count)
    var lines = Paragraph.wrap(text, width: width, indent: blanks)
    lines[0] = mark + lines[0].dropFirst(mark.count)
    guard !hint.isEmpty else { return lines }
    var advice = Paragraph.wrap(hint, width: width, indent: blanks + "   ")
    advice[0] = blanks + "-> " + advice[0].dropFirst(mark.count + 3)
    return lines + advice
  }
}
