/// What the dispatcher is doing, in figures.
package struct DispatcherFigures: Hashable, Sendable {
  /// One account of the configuration.
  package struct Account: Hashable, Sendable {
    package var name: String
    /// Messages a second as configured.
    package var rateLimit: Double
    /// Messages a second as allowed now; less after a 429.
    package var rate: Double
    /// How many of them may be MMS.
    package var mmsRate = 1.0
    /// Whether nothing is sent until a probe and a job have succeeded.
    package var isPaused: Bool
    /// Whether it rests after many failures in a row.
    package var isBreakerOpen: Bool
    /// Requests on the way or at the provider.
    package var inFlight: Int
    /// Messages whose attempt may have been accepted.
    package var inDoubt: Int
    /// Whether the configuration keeps all or some of its messages from being sent.
    package var isRestricted = false
  }

  /// By name.
  package var accounts: [Account]
  package var pausedSenders: Set<Sender>
  /// The caps in which the next message does not fit, with the messages that were set aside for them.
  package var closedCaps: [Cap.ID: Int] = [:]
  /// How often a message was put off because its recipient had enough from its spool, by spool.
  package var recipientWaits: [String: Int] = [:]

  package init(accounts: [Account], pausedSenders: Set<Sender>) {
    self.accounts = accounts
    self.pausedSenders = pausedSenders
  }
}

extension DispatcherMachine {
  package var figures: DispatcherFigures {
    var figures = DispatcherFigures(
      accounts: lines.indices.filter { lines[$0].isConfigured }.map(account)
        .sorted { $0.name < $1.name },
      pausedSenders: Set(senderPauses.keys)
    )
    for id in closedCaps.keys {
      figures.closedCaps[id] = lines.reduce(0) { $0 + $1.lanes.parked(.cap(id)) }
    }
    figures.recipientWaits = recipientWaits
    return figures
  }

  private func account(_ line: Int) -> DispatcherFigures.Account {
    let queue = lines[line]
    return DispatcherFigures.Account(
      name: queue.name,
      rateLimit: queue.policy.messagesPerSecond,
      rate: queue.pacer.rate,
      mmsRate: queue.mmsPacer.rate,
      isPaused: queue.pause != nil,
      isBreakerOpen: queue.breaker.state != .closed,
      inFlight: flights.tallies[line].inFlight,
      inDoubt: queue.reconciler.doubts,
      isRestricted: !queue.policy.staging.isOpen
    )
  }
}
