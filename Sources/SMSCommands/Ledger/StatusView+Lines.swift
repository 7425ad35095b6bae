internal import SMSArguments
internal import SMSCore
internal import SMSDaemon

extension StatusView {
  /// The status as text, wrapped at `width` columns.
  package func lines(width: Int) -> [String] {
    [daemonLine] + daemonTroubles(width) + [""] + restorationLines(width) + spoolTable + [""]
      + accountTable + troubles(width) + holdLines
  }

  private var daemonLine: String {
    let line = "Daemon: \(daemon.presence.words)"
    guard daemon.presence.isAtWork, let state = daemon.state else { return line }
    return line + ", for \(Span.text(now.since(state.startedAt)))"
  }

  /// Troubles that affect all spools and accounts.
  private func daemonTroubles(_ width: Int) -> [String] {
    var lines: [String] = []
    if let failure = ledgerFailure {
      let time = Span.text(now.since(failure.since))
      let text =
        "The ledger has been failing for \(time); nothing is sent or accepted. \(failure.error)."
      lines += [""] + Paragraph.wrap(text, width: width)
      lines += Paragraph.wrap(failure.hint, width: width, indent: "  ")
    }
    if daemon.presence.isUp, let refused = daemon.state?.reloadRefusedAt {
      let text =
        "The last reload was refused (\(Span.text(refused, from: now))): the daemon goes on with "
        + "what it had. '\(ProgramName.value) config check' lists the faults."
      lines += [""] + Paragraph.wrap(text, width: width)
    }
    return lines
  }

  private func restorationLines(_ width: Int) -> [String] {
    guard let restoration = summary.restoration else { return [] }
    let text = "\(restoration.words(now: now)) \(restoration.hint)"
    return Paragraph.wrap(text, width: width) + [""]
  }

  private var spoolTable: [String] {
    let counts = Self.states.map { Self.word($0).uppercased() }
    var table = Table(["SPOOL", "INTAKE"] + counts, right: Set(counts))
    for spool in spools {
      let row = Self.states.map { "\(jobs(spool, $0))" }
      table.append([spool, intake(spool)] + row)
    }
    return table.lines
  }

  private func intake(_ spool: String) -> String {
    guard configuration.spools[spool] != nil else { return "not configured" }
    if isHeld(.spool(spool)) { return "held" }
    guard daemon.presence.isAtWork else { return "-" }
    guard ledgerFailure == nil else { return "paused" }
    // The daemon writes a spool's note as soon as its intake works.
    return notes.spool(spool)?.state ?? "starting"
  }

  private var accountTable: [String] {
    var table = Table(["ACCOUNT", "STATE", "SINCE", "RATE", "FIRST DUE"], right: ["RATE"])
    for account in accounts {
      let note = notes.account(account)
      let rate = configuration.accounts[account].map { Self.rate($0.messagesPerSecond) }
      table.append([
        account, state(account), note?.since.map { Span.text($0, from: now) } ?? "-",
        rate ?? "-", firstDue(account).map { Span.text($0, from: now) } ?? "-",
      ])
    }
    return table.lines
  }

  private func state(_ account: String) -> String {
    guard configuration.accounts[account] != nil else { return "not configured" }
    if isHeld(.account(account)) { return "held" }
    guard daemon.presence.isAtWork else { return "-" }
    guard ledgerFailure == nil else { return "waiting" }
    return notes.account(account)?.state ?? "running"
  }

  static func rate(_ rate: Double) -> String {
    (rate == rate.rounded() ? "\(Int(rate))" : "\(rate)") + "/s"
  }

  /// What stops accounts and spools, with the daemon's own hints.
  private func troubles(_ width: Int) -> [String] {
    guard daemon.presence.isUp else { return [] }
    var lines: [String] = []
    if let note = notes.ledgerTrouble {
      let reason = note.text("reason") ?? note.state
      lines +=
        [""] + Paragraph.wrap("Ledger \(note.state), nothing is sent: \(reason)", width: width)
      lines += Paragraph.wrap(note.text("hint") ?? "", width: width, indent: "  ")
    }
    for account in accounts {
      guard let note = notes.account(account), let code = note.text("code") else { continue }
      var line = "Account \(account): \(code)"
      if let next = note.time("next_probe_at") {
        line += ", probed again \(Span.text(next, from: now))"
      }
      lines += ["", line]
      lines += Paragraph.wrap(note.text("hint") ?? "", width: width, indent: "  ")
    }
    for spool in spools { lines += spoolTroubles(spool, width) }
    for (prefix, until) in notes.refusedPrefixes(at: now) {
      let line =
        "Codes to \(prefix): refused, next \(Span.text(until, from: now)); too few were entered "
        + "right (verification.prefix_guard_share)"
      lines += [""] + Paragraph.wrap(line, width: width)
    }
    return lines.filter { $0 != "  " }
  }

  private func spoolTroubles(_ spool: String, _ width: Int) -> [String] {
    guard let note = notes.spool(spool) else { return [] }
    var texts = note.text("reason").map { [$0] } ?? []
    if let count = note.count("stray_files") {
      texts.append(
        "\(Quantity.of(count, "file")) in incoming/ will not be taken, because the name does not end "
          + "in .json; '\(ProgramName.value) doctor' names them"
      )
    }
    if note.flag("scanned") { texts.append("requests are found by scanning, every 10 s") }
    return texts.flatMap { [""] + Paragraph.wrap("Spool \(spool): \($0)", width: width) }
  }

  private var holdLines: [String] {
    guard !summary.holds.isEmpty else { return [] }
    let lines = summary.holds.map { hold in
      if case .sender = hold {
        "Paused: \(hold.words), refused for every recipient (forbidden); one message is tried every "
          + "probe_seconds, '\(hold.releaseCommand)' sends all"
      } else {
        "Held: \(hold.words); '\(hold.releaseCommand)' ends it"
      }
    }
    return [""] + lines.sorted()
  }
}

extension HoldScope {
  /// What is held, for text output.
  package var words: String {
    switch self {
    case .all: "everything"
    case .spool(let name): "spool \(name)"
    case .account(let name): "account \(name)"
    case .sender(let sender): "sender \(sender.number.digits) of spool \(sender.spool)"
    case .job(let name): "\(name.id) of spool \(name.spool)"
    }
  }

  /// The command that ends this hold and no other.
  package var releaseCommand: String {
    let target =
      switch self {
      case .all: "--all"
      case .spool(let name): "--spool \(name)"
      case .account(let name): "--account \(name)"
      case .sender(let sender): "--sender \(sender.number.digits) --spool \(sender.spool)"
      case .job(let name): "\(name.id) --spool \(name.spool)"
      }
    return "\(ProgramName.value) release \(target)"
  }
}
