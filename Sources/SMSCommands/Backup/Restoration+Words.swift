internal import SMSCore
internal import SMSJSON

/// A restored ledger as shown by status, doctor and show.
extension Restoration {
  /// What was restored, in one sentence.
  func words(now: WallTime) -> String {
    """
    The ledger was restored from a backup of \(Stamp.text(backupAt)) \
    (\(Span.text(backupAt, from: now))); everything is held, and requests wait in incoming/.
    """
  }

  /// What the ledger cannot know, and what to do.
  var hint: String {
    guard reconciledAt == nil else {
      return "It was reconciled: '\(ProgramName.value) release --all' lets it go on."
    }
    return """
      It does not know what was sent since, nor who texted STOP. Run '\(ProgramName.value) \
      reconcile', then '\(ProgramName.value) release --all'.
      """
  }

  var json: JSONObject {
    var object = JSONObject([
      ("backup_at", .string(Stamp.text(backupAt))), ("backup_host", .string(host)),
      ("restored_at", .string(Stamp.text(restoredAt))),
    ])
    object.set("reconciled_at", ifPresent: reconciledAt.map { .string(Stamp.text($0)) })
    return object
  }
}
