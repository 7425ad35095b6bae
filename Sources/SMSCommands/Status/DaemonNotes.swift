package import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// What the daemon last recorded about its accounts and spools.
package struct DaemonNotes: Sendable {
  /// One parsed note.
  package struct Note: Equatable, Sendable {
    /// The state in one word, as the daemon wrote it; empty if the note has none.
    package let state: String
    /// When that state began; nil if the note does not say.
    package let since: WallTime?
    let json: JSONObject

    func text(_ name: String) -> String? { json[name]?.string }

    func flag(_ name: String) -> Bool { json[name]?.bool ?? false }

    func count(_ name: String) -> Int? { json[name]?.number?.int64.flatMap { Int(exactly: $0) } }

    func time(_ name: String) -> WallTime? {
      text(name).flatMap(RFC3339.time)
    }
  }

  private let notes: [String: String]

  package init(_ notes: [String: String]) {
    self.notes = notes
  }

  /// The ledger's note if the ledger does not work; nil if it does.
  package var ledgerTrouble: Note? {
    note(Notes.ledger).flatMap { $0.state == "works" ? nil : $0 }
  }

  /// The note about an account; nil if it is missing or malformed.
  package func account(_ name: String) -> Note? { note(Notes.accountPrefix + name) }

  /// The note about a spool; nil if it is missing or malformed.
  package func spool(_ name: String) -> Note? { note(Notes.spoolPrefix + name) }

  /// The prefixes (`206-555`) to which codes are refused at a given time, with the end of the
  /// refusal.
  package func refusedPrefixes(at now: WallTime) -> [(prefix: String, until: WallTime)] {
    notes.keys.filter { $0.hasPrefix(Notes.prefixPrefix) }.sorted().compactMap { key in
      guard let until = note(key)?.time("until"), until > now else { return nil }
      return (String(key.dropFirst(Notes.prefixPrefix.count)), until)
    }
  }

  /// Until when a cap is closed, according to the daemon; nil if it is not.
  package func closedCap(_ cap: Cap.ID) -> WallTime? {
    note(Notes.capPrefix + cap.key)?.time("until")
  }

  private func note(_ name: String) -> Note? {
    guard let text = notes[name], let json = try? JSONParser.parseWritten(Array(text.utf8)).object
    else {
      return nil
    }
    return Note(
      state: json["state"]?.string ?? "",
      since: json["since"]?.string.flatMap(RFC3339.time),
      json: json
    )
  }
}
