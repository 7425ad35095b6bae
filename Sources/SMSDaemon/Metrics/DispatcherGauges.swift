internal import SMSCore
internal import SMSMetrics

/// What the dispatcher is doing now, as metrics.
struct DispatcherGauges {
  let figures: DispatcherFigures

  var families: [MetricFamily] {
    [
      accounts(DaemonMetric.rate) { $0.rate },
      accounts(DaemonMetric.rateLimit) { $0.rateLimit },
      accounts(DaemonMetric.accountPaused) { $0.isPaused ? 1 : 0 },
      accounts(DaemonMetric.accountRestricted) { $0.isRestricted ? 1 : 0 },
      accounts(DaemonMetric.breakerOpen) { $0.isBreakerOpen ? 1 : 0 },
      accounts(DaemonMetric.inFlight) { Double($0.inFlight) },
      accounts(DaemonMetric.inDoubt) { Double($0.inDoubt) },
      senders, recipientWaits,
    ]
  }

  private func accounts(
    _ metric: Metric,
    _ value: (DispatcherFigures.Account) -> Double
  ) -> MetricFamily {
    var family = MetricFamily(metric)
    for account in figures.accounts { family.add(value(account), account.name) }
    return family
  }

  private var recipientWaits: MetricFamily {
    var family = MetricFamily(DaemonMetric.recipientCapWaits)
    for (spool, count) in figures.recipientWaits.sorted(by: { $0.key < $1.key }) {
      family.add(count, spool)
    }
    return family
  }

  private var senders: MetricFamily {
    var family = MetricFamily(DaemonMetric.senderPaused)
    let senders = figures.pausedSenders.map { ($0.spool, $0.number.digits) }
    for (spool, number) in senders.sorted(by: <) { family.add(1, spool, number) }
    return family
  }
}
