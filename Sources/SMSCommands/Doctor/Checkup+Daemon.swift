internal import SMSCore
internal import SMSDaemon
internal import SMSLedger

extension Checkup {
  /// What the daemon itself noted: whether it runs, what is paused, and why.
  func daemon() -> [Finding] {
    let path = "\(configuration.state)/\(LedgerAccess.fileName)"
    guard let summary = try? LedgerView(path: path).summary() else { return [] }
    let notes = DaemonNotes(summary.notes)
    return restoration(summary) + daemon(summary, notes)
  }

  private func restoration(_ summary: LedgerSummary) -> [Finding] {
    guard let restoration = summary.restoration else { return [] }
    return [.problem(restoration.words(now: now), hint: restoration.hint)]
  }

  private func daemon(_ summary: LedgerSummary, _ notes: DaemonNotes) -> [Finding] {
    guard notes.presence.isUp else {
      return [
        .problem(
          "daemon: \(notes.presence.words)",
          hint: "systemctl start smsdispatch; why it ended: journalctl -u smsdispatch",
          .unavailable
        )
      ]
    }
    var findings: [Finding] = [.ok("daemon: \(notes.presence.words)")]
    for name in configuration.accounts.keys.sorted() {
      guard let note = notes.account(name), let code = note.text("code") else { continue }
      findings.append(
        .problem(
          "account \(name), says the daemon: \(note.state) because of \(code)",
          hint: note.text("hint") ?? "",
          .unavailable
        )
      )
    }
    for name in configuration.spools.keys.sorted() {
      guard let reason = notes.spool(name)?.text("reason") else { continue }
      findings.append(.problem("spool \(name), says the daemon: \(reason)", hint: ""))
    }
    return findings + Self.held(summary.holds)
  }

  private static func held(_ holds: Set<HoldScope>) -> [Finding] {
    holds.sorted { $0.words < $1.words }.map {
      .note("held: \($0.words)", hint: "To end it: \($0.releaseCommand)")
    }
  }
}
