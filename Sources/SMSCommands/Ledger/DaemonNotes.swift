package import SMSCore
internal import SMSDaemon
internal import SMSSpool
internal import SMSSystem

/// What the daemon last noted of itself, its accounts and its spools.
package struct DaemonNotes: Sendable {
  /// One note, taken apart.
  package struct Note: Equatable, Sendable {
    package let state: String
    package let since: WallTime?
    let json: JSONObject

    func text(_ name: String) -> String? { json[name]?.string }

    func time(_ name: String) -> WallTime? {
      text(name).flatMap { RFC3339.milliseconds($0) }.map { WallTime(milliseconds: $0) }
    }
  }

  /// Whether the daemon's process is there.
  package enum Presence: Equatable, Sendable {
    case running(pid: Int64)
    case draining(pid: Int64)
    case stopped
    /// It noted no stop, and its process is gone: killed, crashed or the power failed.
    case gone(pid: Int64)
    case neverStarted
  }

  private let notes: [String: String]

  package init(_ notes: [String: String]) {
    self.notes = notes
  }

  package var daemon: Note? { note(Notes.daemon) }

  /// The ledger, unless it works.
  package var ledgerTrouble: Note? {
    note(Notes.ledger).flatMap { $0.state == "works" ? nil : $0 }
  }

  package func account(_ name: String) -> Note? { note(Notes.accountPrefix + name) }

  package func spool(_ name: String) -> Note? { note(Notes.spoolPrefix + name) }

  /// Prefixes (`206-555`) to which codes are refused at a time, and until when.
  package func refusedPrefixes(at now: WallTime) -> [(prefix: String, until: WallTime)] {
    notes.keys.filter { $0.hasPrefix(Notes.prefixPrefix) }.sorted().compactMap { key in
      guard let until = note(key)?.time("until"), until > now else { return nil }
      return (String(key.dropFirst(Notes.prefixPrefix.count)), until)
    }
  }

  package var presence: Presence {
    guard let daemon else { return .neverStarted }
    guard daemon.state != "stopped" else { return .stopped }
    let pid = daemon.json["pid"]?.number?.int64 ?? 0
    guard (try? Directory(entering: "/proc/\(pid)")) != nil else { return .gone(pid: pid) }
    return daemon.state == "draining" ? .draining(pid: pid) : .running(pid: pid)
  }

  private func note(_ name: String) -> Note? {
    guard let text = notes[name], let json = try? JSONParser.parse(Array(text.utf8)).object else {
      return nil
    }
    let since = (json["since"] ?? json["started_at"])?.string.flatMap { RFC3339.milliseconds($0) }
    return Note(
      state: json["state"]?.string ?? "",
      since: since.map { WallTime(milliseconds: $0) },
      json: json
    )
  }
}

extension DaemonNotes.Presence {
  package var isUp: Bool {
    switch self {
    case .running, .draining: true
    case .stopped, .gone, .neverStarted: false
    }
  }

  /// One word for JSON.
  package var word: String {
    switch self {
    case .running: "running"
    case .draining: "draining"
    case .stopped: "stopped"
    case .gone: "gone"
    case .neverStarted: "never started"
    }
  }

  /// A sentence part for people.
  package var words: String {
    switch self {
    case .running(let pid): "running, process \(pid)"
    case .draining(let pid): "stopping, process \(pid): no new sends, answers are awaited"
    case .stopped: "stopped"
    case .gone(let pid): "not running: process \(pid) is gone without having stopped"
    case .neverStarted: "has not run yet"
    }
  }
}
