package import SMSCore
package import SMSMetrics

/// What the ledger's commits add up to since the start.
package struct LedgerTotals: Sendable {
  /// From a fast disk's to one that is about to fail.
  static let commitBounds = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5,
  ]

  /// The states of messages and codes that are counted when they are entered.
  private static let states: [JobState] = [
    .deferred, .inDoubt, .sent, .failed, .expired, .canceled, .uncertain, .suppressed,
  ]
  /// The kinds of jobs that are sent.
  private static let sentKinds: [JobKind] = [.message, .code]

  private var commits = Histogram(bounds: Self.commitBounds)
  private var entries: [JobEntry: Int] = [:]
  private var optOuts: [OptOut.Source: Int] = [:]

  package init() {}

  package mutating func add(_ report: CommitReport) {
    commits.observe(report.took.seconds)
    for (entry, count) in report.entries { entries[entry, default: 0] += count }
    for (source, count) in report.optOuts { optOuts[source, default: 0] += count }
  }

  /// - Parameter names: What is configured, which has values from the start.
  /// - Returns: The metrics.
  package func families(_ names: KnownNames) -> [MetricFamily] {
    let spools = names.spools.union(entries.keys.map(\.spool)).sorted()
    var optOuts = MetricFamily(DaemonMetric.optOuts)
    for source in OptOut.Source.allCases {
      optOuts.add(self.optOuts[source] ?? 0, source.rawValue)
    }
    return jobs(of: spools) + [errors, optOuts, MetricFamily(DaemonMetric.commits, commits)]
  }

  private func jobs(of spools: [String]) -> [MetricFamily] {
    var counts: [JobEntry: Int] = [:]
    for (entry, count) in entries {
      counts[JobEntry(entry.spool, entry.kind, entry.state), default: 0] += count
    }
    var accepted = MetricFamily(DaemonMetric.accepted)
    var messages = MetricFamily(DaemonMetric.messages)
    var codesSent = MetricFamily(DaemonMetric.codesSent)
    var codesChecked = MetricFamily(DaemonMetric.codesChecked)
    for spool in spools {
      let count = { (kind: JobKind, state: JobState) in counts[JobEntry(spool, kind, state)] ?? 0 }
      for kind in JobKind.allCases { accepted.add(count(kind, .queued), spool, kind.name) }
      for kind in Self.sentKinds {
        for state in Self.states {
          messages.add(count(kind, state), spool, kind.name, state.label)
        }
      }
      codesSent.add(count(.code, .sent), spool)
      for verdict in [JobState.approved, .denied] {
        codesChecked.add(count(.check, verdict), spool, verdict.label)
      }
    }
    return [accepted, messages, codesSent, codesChecked]
  }

  private var errors: MetricFamily {
    struct Key: Hashable {
      let spool: String
      let state: String
      let code: String
    }
    var counts: [Key: Int] = [:]
    for (entry, count) in entries where Self.sentKinds.contains(entry.kind) {
      guard let error = entry.error else { continue }
      let key = Key(spool: entry.spool, state: entry.state.label, code: error.rawValue)
      counts[key, default: 0] += count
    }
    var family = MetricFamily(DaemonMetric.messageErrors)
    let order = { (key: Key) in (key.spool, key.state, key.code) }
    for (key, count) in counts.sorted(by: { order($0.key) < order($1.key) }) {
      family.add(count, key.spool, key.state, key.code)
    }
    return family
  }
}

extension JobState {
  /// Its name in metrics: the contract's, but a doubt has one of its own.
  var label: String { self == .inDoubt ? "in_doubt" : name }
}
