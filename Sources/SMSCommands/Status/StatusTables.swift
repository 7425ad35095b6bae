internal import SMSCore
internal import SMSDaemon
internal import SMSSpool

/// The tables of the status.
struct StatusTables {
  /// Spools of one state with nothing to tell are shown one by one up to this many, else as one
  /// row.
  private static let mostIdle = 3
  /// The most rows of lanes and errors.
  static let mostRows = 8

  let view: StatusView
  /// How many spools of one state with nothing to tell are shown one by one.
  private let mostIdle: Int

  init(_ view: StatusView, mostIdle: Int = Self.mostIdle) {
    self.view = view
    self.mostIdle = mostIdle
  }

  // MARK: Spools

  private static let spoolColumns: [FittedTable.Column] =
    [
      .init("SPOOL"), .init("STATE"), .init("WAITING", .right, rank: 1),
      .init("OLDEST", .right, rank: 2), .init("FILES", .right, rank: 3),
    ]
    + shownStates.map { state, rank in
      .init(state.word.uppercased(), .right, rank: rank)
    }

  /// The states with columns of their own, and the ranks of these.
  private static let shownStates: [(state: JobState, rank: Int)] = [
    (.held, 4), (.inDoubt, 5), (.sent, 7), (.failed, 6), (.expired, 8), (.uncertain, 9),
    (.canceled, 10), (.suppressed, 11),
  ]

  /// The spools, those with something to tell first.
  var spools: FittedTable {
    var table = FittedTable(Self.spoolColumns)
    for spools in spoolRows {
      table.append(spools.count > 1 ? row(ofIdle: spools) : row(spools[0]))
    }
    return table
  }

  /// The spools of each row: those that are folded together, or one.
  var spoolRows: [[StatusView.Spool]] {
    let idle = Dictionary(grouping: view.spools.filter(isIdle)) { state(of: $0).text }
    return view.spools.filter { !isIdle($0) }.map { [$0] }
      + idle.sorted { $0.key < $1.key }.flatMap { _, spools in
        spools.count > mostIdle ? [spools] : spools.map { [$0] }
      }
  }

  private func isIdle(_ spool: StatusView.Spool) -> Bool {
    spool.waiting == 0 && (spool.files?.count ?? 0) == 0
      && [.held, .inDoubt, .attempting].allSatisfy { (spool.jobs[$0] ?? 0) == 0 }
  }

  func row(_ spool: StatusView.Spool) -> [StyledText?] {
    let queue = view.queue { $0.spool == spool.name }
    return [
      StyledText(spool.name), state(of: spool), number(spool.waiting),
      queue.map { age($0.oldest) }, spool.files.flatMap { files($0) },
    ] + Self.shownStates.map { number(spool.jobs[$0.state] ?? 0) }
  }

  private func row(ofIdle spools: [StatusView.Spool]) -> [StyledText?] {
    [StyledText("\(spools.count) others", .faint), spools.first.map(state), nil, nil, nil]
      + Self.shownStates.map { shown in
        number(spools.reduce(0) { $0 + ($1.jobs[shown.state] ?? 0) })
      }
  }

  /// What the intake does, and whether a hold stops what it takes.
  private func state(of spool: StatusView.Spool) -> StyledText {
    let state = intakeState(of: spool)
    guard spool.isConfigured, view.isHeld(.spool(spool.name)) else { return state }
    return state.text == "taking" || state.text == "-"
      ? StyledText("held", .warning) : state + StyledText(", held", .warning)
  }

  private func intakeState(of spool: StatusView.Spool) -> StyledText {
    guard spool.isConfigured else { return StyledText("not configured", .faint) }
    guard view.daemon.presence.isAtWork else { return StyledText("-", .faint) }
    guard view.daemon.ledgerFailure == nil else { return StyledText("paused", .bad) }
    // The daemon writes a spool's note as soon as its intake works.
    switch spool.intake?.state {
    case nil: return StyledText("starting", .warning)
    case "paused": return StyledText("paused", .bad)
    case let state?: return StyledText(state, .good)
    }
  }

  private func files(_ files: WaitingFiles) -> StyledText? {
    guard files.count > 0 else { return nil }
    let plus = files.count >= WaitingFiles.mostCounted ? "+" : ""
    return StyledText(StatusView.grouped(files.count) + plus)
  }

  // MARK: Accounts

  private static let accountColumns: [FittedTable.Column] = [
    .init("ACCOUNT"), .init("STATE"), .init("SINCE", .right, rank: 3), .init("RATE", .right),
    .init("WAITING", .right, rank: 1), .init("OLDEST", .right, rank: 2),
    .init("DUE", .right, rank: 4), .init("LAST ERROR", rank: 5), .init("SENDING", .right, rank: 6),
  ]

  var accounts: FittedTable {
    var table = FittedTable(Self.accountColumns)
    for account in view.accounts { table.append(row(account)) }
    return table
  }

  func row(_ account: StatusView.Account) -> [StyledText?] {
    let queue = view.queue { $0.account == account.name }
    let state = state(of: account)
    let error = view.errors.first { $0.place == .account(account.name) }
    return [
      StyledText(account.name), state, since(account, state.text).map { age($0) },
      rate(of: account, state.text),
      queue.map { StyledText(StatusView.grouped($0.jobs) + ($0.isAtLeast ? "+" : "")) },
      queue.map { age($0.oldest) },
      queue.flatMap { due($0.firstDue, oldest: $0.oldest) },
      error.map { StyledText("\($0.code) \(Span.coarse($0.last, from: view.now))") },
      perSecond(view.rates.sent(by: account.name, over: .tenSeconds, at: view.now)),
    ]
  }

  private func state(of account: StatusView.Account) -> StyledText {
    guard account.rate != nil else { return StyledText("not configured", .faint) }
    let isHeld = view.isHeld(.account(account.name))
    guard view.daemon.presence.isAtWork else {
      return isHeld ? StyledText("held", .warning) : StyledText("-", .faint)
    }
    switch account.state {
    case "paused": return StyledText("paused", .bad)
    case "trial": return StyledText("trial", .warning)
    case "failing": return StyledText("resting", .warning)
    default: break
    }
    if isHeld { return StyledText("held", .warning) }
    if account.isDryRun { return StyledText("dry_run", .bad) }
    guard view.isAtWork else { return StyledText("waiting", .warning) }
    if account.allowedRecipients != nil { return StyledText("guests", .bad) }
    return account.slowed == nil ? StyledText("running", .good) : StyledText("slowed", .warning)
  }

  private func since(_ account: StatusView.Account, _ state: String) -> WallTime? {
    switch state {
    case "paused", "trial", "resting": account.since
    case "slowed": account.slowed?.since
    case "held": view.holds.first { $0.scope == .account(account.name) || $0.scope == .all }?.since
    default: nil
    }
  }

  private func rate(of account: StatusView.Account, _ state: String) -> StyledText? {
    guard let rate = account.rate, let effective = account.effectiveRate else { return nil }
    let configured = StatusView.rate(rate)
    switch state {
    case "paused", "held": return StyledText("0 of \(configured)")
    case "slowed":
      let slow = StatusView.rate(effective)
      return StyledText("\(slow.dropLast(2)) of \(configured)")
    default: return StyledText(configured)
    }
  }

  // MARK: Rates

  private static let rateColumns: [FittedTable.Column] = [
    .init("RATE"), .init("ACCEPTED", .right), .init("SENT", .right), .init("FAILED", .right),
    .init("DEFERRED", .right, rank: 1), .init("EXPIRED", .right, rank: 2),
  ]

  /// What came and went a second; no rows if nothing did.
  var rates: FittedTable {
    let isMoving = RecentRates.Span.allCases.contains { span in
      RecentRates.Kind.allCases.contains { view.rates.perSecond($0, over: span, at: view.now) > 0 }
    }
    return isMoving ? ratesOfAnySize : FittedTable(Self.rateColumns)
  }

  /// What came and went a second, even if that is nothing.
  var ratesOfAnySize: FittedTable {
    var table = FittedTable(Self.rateColumns)
    for span in RecentRates.Span.allCases {
      let rates = RecentRates.Kind.allCases.map { kind in
        perSecond(view.rates.perSecond(kind, over: span, at: view.now))
      }
      table.append([StyledText(span.words)] + rates)
    }
    return table
  }

  /// Above a hundred, fractions say nothing.
  private func perSecond(_ rate: Double) -> StyledText? {
    rate > 0 ? StyledText(StatusView.rate(rate < 100 ? rate : rate.rounded())) : nil
  }

  // MARK: Batches

  /// The batches that have not ended, the oldest first.
  var batches: FittedTable {
    var table = FittedTable([
      .init("BATCH"), .init("SPOOL", rank: 3), .init("STATE"), .init("SENT", .right),
      .init("FAILED", .right, rank: 1), .init("OF", .right), .init("LEFT", .right, rank: 2),
      .init("ENDS", .right),
    ])
    for batch in view.batches.prefix(Self.mostRows) {
      table.append([
        StyledText(batch.job.name.id), StyledText(batch.job.name.spool), state(of: batch),
        number(batch.sent), number(batch.failed), number(batch.own),
        number(batch.facts.unfinished),
        batch.expectedEnd.map { StyledText(Span.coarse($0, from: view.now)) },
      ])
    }
    more(view.batches.count, &table)
    return table
  }

  private func state(of batch: BatchView) -> StyledText {
    let word = batch.facts.status.rawValue
    if batch.facts.status == .held { return StyledText(word, .warning) }
    return batch.facts.status == .sending ? StyledText(word, .good) : StyledText(word)
  }

  // MARK: Lanes and errors

  /// What waits where, if that is more than one lane; what is due longest comes first.
  var lanes: FittedTable {
    var table = FittedTable([
      .init("LANE"), .init("PRIORITY"), .init("WAITING", .right), .init("OLDEST", .right),
      .init("DUE", .right, rank: 1),
    ])
    guard view.waiting.count > 1 else { return table }
    let sorted = view.waiting.sorted { $0.firstDue < $1.firstDue }
    for waiting in sorted.prefix(Self.mostRows) {
      let isAtLeast = waiting.jobs >= LedgerSummary.Waiting.mostCounted
      table.append([
        StyledText("\(waiting.lane.spool) by \(waiting.lane.account)"),
        StyledText(waiting.lane.priority.name),
        StyledText(StatusView.grouped(waiting.jobs) + (isAtLeast ? "+" : "")),
        age(waiting.oldest), StyledText(Span.coarse(waiting.firstDue, from: view.now)),
      ])
    }
    more(view.waiting.count, &table)
    return table
  }

  var errors: FittedTable {
    var table = FittedTable([
      .init("LAST HOUR"), .init("WHERE", rank: 1), .init("COUNT", .right), .init("LAST", .right),
    ])
    for error in view.errors.prefix(Self.mostRows) { table.append(row(error)) }
    more(view.errors.count, &table)
    return table
  }

  func row(_ error: RecentErrors.Entry) -> [StyledText?] {
    let place =
      switch error.place {
      case .account(let name): "account \(name)"
      case .spool(let name): "spool \(name)"
      case .queue: String?.none
      }
    return [
      StyledText(error.code), place.map { StyledText($0) },
      StyledText(StatusView.grouped(error.count)),
      StyledText(Span.coarse(error.last, from: view.now)),
    ]
  }

  private func more(_ count: Int, _ table: inout FittedTable) {
    guard count > Self.mostRows else { return }
    let text = StyledText("and \(count - Self.mostRows) more", .faint)
    table.append([text] + Array(repeating: StyledText(), count: table.width - 1))
  }

  /// When the first message is due, unless that is since the oldest came.
  private func due(_ time: WallTime, oldest: WallTime) -> StyledText? {
    let isSame = abs(time.since(oldest).seconds) < 1
    return isSame ? nil : StyledText(Span.coarse(time, from: view.now))
  }

  private func number(_ count: Int) -> StyledText? {
    count == 0 ? nil : StyledText(StatusView.grouped(count))
  }

  /// How long ago a time was; nothing for one in the future, such as a `not_before`.
  private func age(_ time: WallTime) -> StyledText {
    time > view.now ? StyledText("-", .faint) : StyledText(Span.coarse(view.now.since(time)))
  }
}

extension RecentRates.Span {
  fileprivate var words: String { Span.text(Interval(milliseconds: seconds * 1_000)) }
}
