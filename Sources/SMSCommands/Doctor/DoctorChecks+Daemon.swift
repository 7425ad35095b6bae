internal import SMSCore
internal import SMSDaemon

extension DoctorChecks {
  /// What the daemon itself recorded: whether it runs, what is paused, and why.
  func daemon() -> [Finding] {
    guard let summary = try? LedgerPlace(configuration).reader().summary() else { return [] }
    let notes = DaemonNotes(summary.notes)
    return restoration(summary) + daemon(summary, notes)
  }

  private func restoration(_ summary: LedgerSummary) -> [Finding] {
    guard let restoration = summary.restoration else { return [] }
    return [.problem(restoration.words(now: now), hint: restoration.hint)]
  }

  private func daemon(_ summary: LedgerSummary, _ notes: DaemonNotes) -> [Finding] {
    let look = DaemonLook.at(configuration.state)
    guard look.presence.isUp else {
      return [
        .problem(
          "daemon: \(look.presence.words)",
          hint: "systemctl start smsdispatch; why it ended: journalctl -u smsdispatch",
          .unavailable
        )
      ]
    }
    var findings = [Self.presence(look.presence)] + Self.troubles(look.state)
    if let note = notes.ledgerTrouble {
      findings.append(
        .problem(
          "ledger, says the daemon: \(note.state), nothing is sent: \(note.text("reason") ?? "")",
          hint: note.text("hint") ?? ""
        )
      )
    }
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
      guard let reason = notes.spool(name)?.text("reason"),
        !problems(of: name).contains(where: { reason.hasPrefix("\($0)") })
      else { continue }
      findings.append(.problem("spool \(name), says the daemon: \(reason)", hint: ""))
    }
    return findings + Self.held(summary.holds)
  }

  private static func presence(_ presence: DaemonLook.Presence) -> Finding {
    guard case .suspended(let pid) = presence else { return .ok("daemon: \(presence.words)") }
    return .problem("daemon: \(presence.words)", hint: "kill -CONT \(pid)", .unavailable)
  }

  /// What the daemon reports about its ledger and its last reload.
  private static func troubles(_ state: DaemonState?) -> [Finding] {
    var findings: [Finding] = []
    if let failure = state?.ledgerFailure {
      findings.append(
        .problem(
          "the ledger, says the daemon: nothing is sent or accepted: \(failure.error)",
          hint: failure.hint,
          .unavailable
        )
      )
    }
    if let refused = state?.reloadRefusedAt {
      findings.append(
        .problem(
          "the reload of \(Stamp.text(refused)) was refused; the daemon goes on with what it had",
          hint: """
            \(ProgramName.value) config check, then systemctl reload smsdispatch; the log has the \
            faults.
            """,
          .configuration
        )
      )
    }
    return findings
  }

  private static func held(_ holds: Set<HoldScope>) -> [Finding] {
    holds.sorted { $0.words < $1.words }.map {
      .note("held: \($0.words)", hint: "To end it: \($0.releaseCommand)")
    }
  }
}
