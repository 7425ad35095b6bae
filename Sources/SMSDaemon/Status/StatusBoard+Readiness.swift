internal import SMSCore

extension StatusBoard {
  /// Whether the daemon does its work, as far as was reported here.
  var readiness: Readiness {
    Readiness(reasons: life + ledger + holds + accounts + intakes)
  }

  private var life: [Readiness.Reason] {
    if isDraining { return [.init(.draining, detail: "it awaits the answers under way")] }
    return isReady ? [] : [.init(.starting, detail: "it takes no requests yet")]
  }

  private var ledger: [Readiness.Reason] {
    if let trouble = line.ledgerTrouble { return [.init(.ledgerUnreliable, detail: trouble)] }
    return line.ledgerFailure.map { [.init(.ledgerFailing, detail: $0)] } ?? []
  }

  /// Holds of more than single messages and senders.
  private var holds: [Readiness.Reason] {
    let words = line.holds.compactMap { scope -> String? in
      switch scope {
      case .all: "everything"
      case .spool(let name): "spool \(name)"
      case .account(let name): "account \(name)"
      case .sender, .job: nil
      }
    }
    return words.sorted().map { .init(.held, detail: "\($0), until it is released") }
  }

  private var accounts: [Readiness.Reason] {
    accountStates.states.sorted { $0.key < $1.key }.compactMap { name, account in
      guard account.note.state.isPause else { return nil }
      let cause = account.note.code.map { "\($0.rawValue). " } ?? ""
      let detail = cause + (account.note.hint ?? "")
      return .init(.accountPaused, subject: name, since: account.since, detail: detail)
    }
  }

  private var intakes: [Readiness.Reason] {
    spoolStates.notes.sorted { $0.key < $1.key }.compactMap { name, note in
      note.pause.map { .init(.intakeStopped, subject: name, since: note.since, detail: $0) }
    }
  }
}
