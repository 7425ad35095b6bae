internal import SMSCore

/// Updates as the ledger stores them: a word for each member, after the id of the message.
///
/// `order-7 not_before=2026-12-01T08:00:00.000Z ttl_seconds=3600000@2026-11-30T… priority=high body`;
/// the life in milliseconds, and since when it is counted. The text is in `text`, under the number of
/// the update.
extension CommandAction {
  static let updateWord = "update"

  init(_ update: MessageUpdate, of name: JobName) {
    var words = [name.id]
    if let time = update.notBefore { words.append("not_before=\(RFC3339.text(time))") }
    switch update.end {
    case .at(let time): words.append("expires_at=\(RFC3339.text(time))")
    case .after(let life, let since):
      words.append("ttl_seconds=\(life.wholeMilliseconds)@\(RFC3339.text(since))")
    case nil: break
    }
    if let priority = update.priority { words.append("priority=\(priority.name)") }
    if update.text != nil { words.append("body") }
    self.init(word: Self.updateWord, spool: name.spool, target: words.joined(separator: " "))
  }

  /// The update of the stored form; nil for a form that no version writes.
  var update: Command? {
    let words = (target ?? "").split(separator: " ")
    guard let spool, let id = words.first else { return nil }
    var update = MessageUpdate()
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard Self.read(parts[0], parts.count > 1 ? parts[1] : "", into: &update) else { return nil }
    }
    return update == MessageUpdate() ? nil : .update(JobName(spool: spool, id: String(id)), update)
  }

  /// Reads one word; false if no version writes it.
  private static func read(
    _ name: String,
    _ value: String,
    into update: inout MessageUpdate
  ) -> Bool {
    switch name {
    case "not_before":
      update.notBefore = RFC3339.time(value)
      return update.notBefore != nil
    case "expires_at":
      update.end = RFC3339.time(value).map { .at($0) }
      return update.end != nil
    case "ttl_seconds":
      let parts = value.split(separator: "@", maxSplits: 1).map(String.init)
      guard parts.count == 2, let life = Int64(parts[0]), let since = RFC3339.time(parts[1]) else {
        return false
      }
      update.end = .after(Interval(milliseconds: life), since: since)
      return true
    case "priority":
      update.priority = Priority(name: value)
      return update.priority != nil
    case "body":
      update.text = .kept
      return value.isEmpty
    default: return false
    }
  }
}

extension Connection {
  /// An update with the message that it is about; nil if the number is not that of an update.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func update(
    _ number: JobNumber
  ) throws(LedgerError) -> (target: JobName, change: MessageUpdate)? {
    let action = try first(
      "SELECT action, spool, target FROM command WHERE job = ?",
      [.job(number)]
    ) { CommandAction(word: $0.text(0), spool: $0.optionalText(1), target: $0.optionalText(2)) }
    guard case .update(let target, let change) = action?.command else { return nil }
    return (target, change)
  }
}
