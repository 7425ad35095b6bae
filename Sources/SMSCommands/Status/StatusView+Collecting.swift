package import SMSCore
package import SMSDaemon
internal import SMSJSON
package import SMSSpool
internal import SMSSystem

/// What `status` finds around the ledger.
package struct StatusSurroundings: Equatable, Sendable {
  /// The files that wait in `incoming/`, by spool.
  package var files: [String: WaitingFiles] = [:]
  package var disks: [StatusView.Disk] = []
  /// The names of users, by number.
  package var users: [UInt32: String] = [:]

  package init() {}
}

extension StatusView {
  /// Puts together what the ledger, the daemon and the directories say.
  ///
  /// - Parameters:
  ///   - summary: The ledger's summary.
  ///   - configuration: The configuration that the daemon runs with.
  ///   - look: The state of the daemon.
  ///   - surroundings: What was found around the ledger.
  ///   - now: The current time.
  package init(
    _ summary: LedgerSummary,
    _ configuration: Configuration,
    _ look: DaemonLook,
    _ surroundings: StatusSurroundings = StatusSurroundings(),
    now: WallTime
  ) {
    self.init(now: now, daemon: Daemon(look))
    let notes = DaemonNotes(summary.notes)
    if look.presence.isUp {
      ledgerTrouble = notes.ledgerTrouble.map(LedgerTrouble.init)
      operatorIntake = notes.spool(Configuration.operatorSpool).map(Intake.init)
      rates = RecentRates(note: summary.notes[Notes.rates])
      refusedPrefixes = notes.refusedPrefixes(at: now).map(RefusedPrefix.init)
    }
    restoration = summary.restoration
    spools = Self.spools(summary, configuration, notes, surroundings.files)
    accounts = Self.accounts(summary, configuration, notes)
    waiting = summary.waiting(within: configuration.windows, at: now)
    spoolsWithWindow = Set(configuration.spools.filter { $0.value.sendWindow != nil }.keys)
    outside = summary.outside(configuration.windows, at: now)
    caps = CapView.all(summary, configuration, notes, at: now)
    holds = summary.origins.map { scope, origin in
      Hold(
        scope: scope,
        since: origin.since,
        user: origin.producer.flatMap { surroundings.users[$0] }
      )
    }.sorted { $0.scope.words < $1.scope.words }
    errors = RecentErrors(note: summary.notes[Notes.errors]).entries(at: now)
    disks = surroundings.disks
    batches = summary.batches.compactMap { view(of: $0) }
  }

  /// The configured spools, and those that only the ledger still has.
  private static func spools(
    _ summary: LedgerSummary,
    _ configuration: Configuration,
    _ notes: DaemonNotes,
    _ files: [String: WaitingFiles]
  ) -> [Spool] {
    let known = Set(summary.totals.map(\.spool)).subtracting([Configuration.operatorSpool])
    return known.union(configuration.spools.keys).sorted().map { name in
      var spool = Spool(name: name)
      spool.isConfigured = configuration.spools[name] != nil
      for total in summary.totals where total.spool == name {
        spool.jobs[total.state] = total.jobs
      }
      spool.intake = notes.spool(name).map(Intake.init)
      spool.files = files[name]
      let loads = summary.senders.filter { $0.spool == name }
      let pool = configuration.spools[name]?.senders ?? []
      spool.senders =
        pool.map { number in
          loads.first { $0.sender == number }
            ?? SenderLoad(spool: name, sender: number, recipients: 0)
        } + loads.filter { !pool.contains($0.sender) }
      return spool
    }
  }

  /// The configured accounts, and those for which jobs are waiting.
  private static func accounts(
    _ summary: LedgerSummary,
    _ configuration: Configuration,
    _ notes: DaemonNotes
  ) -> [Account] {
    let known = Set(summary.waiting.map(\.lane.account)).union(configuration.accounts.keys)
    return known.sorted().map { name in
      var account = Account(name: name, rate: configuration.accounts[name]?.messagesPerSecond)
      if let staging = configuration.accounts[name]?.staging {
        account.isDryRun = staging.isDryRun
        account.allowedRecipients = staging.recipients?.count
      }
      guard let note = notes.account(name) else { return account }
      account.state = note.state
      account.since = note.since
      account.code = note.text("code")
      account.hint = note.text("hint")
      account.nextProbeAt = note.time("next_probe_at")
      account.slowed = note.json["slowed"]?.object.flatMap(Slowed.init)
      return account
    }
  }
}

extension StatusView.Daemon {
  fileprivate init(_ look: DaemonLook) {
    self.init(presence: look.presence)
    process = look.state?.daemon.process
    version = look.state?.version
    startedAt = look.state?.startedAt
    guard look.presence.isUp else { return }
    ledgerFailure = look.state?.ledgerFailure
    reloadRefusedAt = look.state?.reloadRefusedAt
  }
}

extension StatusView.LedgerTrouble {
  fileprivate init(_ note: DaemonNotes.Note) {
    self.init(
      state: note.state,
      since: note.since,
      reason: note.text("reason") ?? note.state,
      hint: note.text("hint") ?? ""
    )
  }
}

extension StatusView.Intake {
  fileprivate init(_ note: DaemonNotes.Note) {
    self.init(
      state: note.state,
      since: note.since,
      code: note.text("code"),
      reason: note.text("reason"),
      strayFiles: note.count("stray_files"),
      isScanned: note.flag("scanned"),
      waitingBatch: note.text("waiting_batch")
    )
  }
}

extension StatusView.Slowed {
  /// Reads the member `slowed` of an account; nil for anything else.
  init?(_ json: JSONObject) {
    guard let since = json["since"]?.string.flatMap(RFC3339.time),
      let factor = json["factor"]?.number?.int64.flatMap({ Int(exactly: $0) }), factor > 1
    else { return nil }
    self.init(
      since: since,
      factor: factor,
      silentUntil: json["silent_until"]?.string.flatMap(RFC3339.time)
    )
  }
}

extension StatusView.RefusedPrefix {
  fileprivate init(_ pair: (prefix: String, until: WallTime)) {
    self.init(prefix: pair.prefix, until: pair.until)
  }
}

// MARK: Around the ledger

extension StatusSurroundings {
  /// Looks at the directories of a configuration; what this user cannot see is left out.
  init(of configuration: Configuration, _ summary: LedgerSummary) {
    let layouts = configuration.layouts.filter { $0.key != Configuration.operatorSpool }
    for (name, layout) in layouts { files[name] = try? WaitingFiles(in: layout) }
    disks = Self.disks(
      [configuration.state] + layouts.values.map(\.root).sorted(),
      minimum: Int64(configuration.minFreeMegabytes) << 20
    )
    for producer in summary.origins.values.compactMap(\.producer) {
      users[producer] = UserAccount.label(producer)
    }
  }

  /// The file systems of some directories, each once.
  private static func disks(_ paths: [String], minimum: Int64) -> [StatusView.Disk] {
    var seen: Set<UInt64> = []
    var disks: [StatusView.Disk] = []
    for path in paths {
      guard let directory = try? Directory(entering: path), let status = try? directory.status(),
        seen.insert(status.device).inserted, let system = try? directory.fileSystem()
      else { continue }
      disks.append(StatusView.Disk(path: path, freeBytes: system.freeBytes, minimum: minimum))
    }
    return disks
  }
}
