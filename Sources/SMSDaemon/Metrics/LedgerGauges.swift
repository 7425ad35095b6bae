internal import SMSCore
internal import SMSMetrics

/// What the ledger holds now, as metrics.
struct LedgerGauges {
  /// How far back the counts of our numbers go.
  private static let day = Interval(seconds: -86_400)

  private let summary: LedgerSummary
  private let senders: [PhoneNumber: SenderCounts]
  private let windows: SendWindows
  private let now: WallTime

  /// Reads the ledger; a long queue costs no more than a short one.
  ///
  /// - Throws: `LedgerError` if it cannot be read.
  init(
    _ reader: any LedgerReader,
    _ windows: SendWindows,
    at now: WallTime
  ) throws(LedgerError) {
    self.now = now
    self.windows = windows
    summary = try reader.summary()
    senders = try reader.senderCounts(since: now.advanced(by: Self.day), until: now)
  }

  /// - Parameter names: What is configured, which has values from the start.
  /// - Returns: The metrics.
  func families(_ names: KnownNames) -> [MetricFamily] {
    [jobs(names), oldest(names), outsideWindow(names), holds] + batches(names) + senderFamilies
      + [poolRecipients]
  }

  /// - Parameters:
  ///   - caps: The caps of the configuration.
  ///   - closed: Those in which the next message does not fit, with what was set aside for them.
  /// - Returns: The metrics of caps.
  func families(_ caps: SendingCaps, closed: [Cap.ID: Int]) -> [MetricFamily] {
    var used = MetricFamily(DaemonMetric.capUsed)
    var limit = MetricFamily(DaemonMetric.capLimit)
    var isClosed = MetricFamily(DaemonMetric.capClosed)
    var waiting = MetricFamily(DaemonMetric.capWaiting)
    var book = summary.capBook
    for cap in caps.caps.sorted(by: { Cap.ID.inOrder($0.id, $1.id) }) {
      let parked = closed[cap.id]
      used.add(book.used(cap, at: now), cap.id.key)
      limit.add(cap.limit, cap.id.key)
      isClosed.add(parked == nil ? 0 : 1, cap.id.key)
      waiting.add(parked.map { summary.waiting(for: cap.id.scope) ?? $0 } ?? 0, cap.id.key)
    }
    return [used, limit, isClosed, waiting]
  }

  private func jobs(_ names: KnownNames) -> MetricFamily {
    var counts: [String: [JobState: Int]] = [:]
    for spool in names.spools { counts[spool] = [:] }
    for total in summary.totals { counts[total.spool, default: [:]][total.state] = total.jobs }
    var family = MetricFamily(DaemonMetric.jobsByState)
    for (spool, states) in counts.sorted(by: { $0.key < $1.key }) {
      for state in JobState.allCases { family.add(states[state] ?? 0, spool, state.label) }
    }
    return family
  }

  private func oldest(_ names: KnownNames) -> MetricFamily {
    var ages: [String: [Priority: Double]] = [:]
    for account in names.accounts { ages[account] = [:] }
    for waiting in summary.waitingByZones {
      let goes = windows.goes(waiting.lane, since: waiting.firstDue, at: now)
      guard let since = goes else { continue }
      let age = max(0, now.since(since).seconds)
      let (account, priority) = (waiting.lane.account, waiting.lane.priority)
      ages[account, default: [:]][priority] = max(age, ages[account]?[priority] ?? 0)
    }
    var family = MetricFamily(DaemonMetric.oldestWaiting)
    for (account, priorities) in ages.sorted(by: { $0.key < $1.key }) {
      for priority in Priority.allCases {
        family.add(priorities[priority] ?? 0, account, priority.name)
      }
    }
    return family
  }

  private func outsideWindow(_ names: KnownNames) -> MetricFamily {
    var counts = Dictionary(uniqueKeysWithValues: names.spools.map { ($0, 0) })
    for waiting in summary.waitingByZones
    where windows.state(of: waiting.lane, at: now)?.isOpen == false {
      counts[waiting.lane.spool, default: 0] += waiting.jobs
    }
    var family = MetricFamily(DaemonMetric.outsideWindow)
    for (spool, count) in counts.sorted(by: { $0.key < $1.key }) { family.add(count, spool) }
    return family
  }

  private var holds: MetricFamily {
    var counts = ["all": 0, "spool": 0, "account": 0]
    for hold in summary.holds {
      switch hold {
      case .all: counts["all", default: 0] += 1
      case .spool: counts["spool", default: 0] += 1
      case .account: counts["account", default: 0] += 1
      // A paused sender has a metric of its own, and a held job a state.
      case .sender, .job: break
      }
    }
    var family = MetricFamily(DaemonMetric.holds)
    for (scope, count) in counts.sorted(by: { $0.key < $1.key }) { family.add(count, scope) }
    return family
  }

  private func batches(_ names: KnownNames) -> [MetricFamily] {
    let open = Dictionary(grouping: summary.batches, by: \.name.spool)
      .mapValues { $0.compactMap(\.batch) }
    var batches = MetricFamily(DaemonMetric.batches)
    var left = MetricFamily(DaemonMetric.batchMessagesLeft)
    for spool in names.spools.union(open.keys).sorted() {
      let ours = open[spool] ?? []
      for status in BatchFacts.Status.allCases where !status.isFinal {
        batches.add(ours.count { $0.status == status }, spool, status.rawValue)
      }
      left.add(ours.reduce(0) { $0 + $1.unfinished }, spool)
    }
    return [batches, left]
  }

  private var poolRecipients: MetricFamily {
    var family = MetricFamily(DaemonMetric.poolRecipients)
    for load in summary.senders { family.add(load.recipients, load.spool, load.sender.digits) }
    return family
  }

  private var senderFamilies: [MetricFamily] {
    var sent = MetricFamily(DaemonMetric.senderSent)
    var recipients = MetricFamily(DaemonMetric.senderRecipients)
    var failed = MetricFamily(DaemonMetric.senderFailed)
    var undelivered = MetricFamily(DaemonMetric.senderUndelivered)
    var optedOut = MetricFamily(DaemonMetric.senderOptedOut)
    var ratio = MetricFamily(DaemonMetric.senderOptOutRatio)
    for (number, counts) in senders.sorted(by: { $0.key.value < $1.key.value }) {
      sent.add(counts.sent, number.digits)
      recipients.add(counts.recipients, number.digits)
      failed.add(counts.failed, number.digits)
      undelivered.add(max(counts.undelivered, 0), number.digits)
      optedOut.add(counts.optedOut, number.digits)
      if let share = counts.optOutShare { ratio.add(share, number.digits) }
    }
    return [sent, recipients, failed, undelivered, optedOut, ratio]
  }
}
