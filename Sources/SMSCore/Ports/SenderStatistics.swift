/// The port to what became of the messages of each of our numbers, by the hour.
///
/// The ledger counts in the commit that makes something true, and keeps the counts of at least the
/// last 48 hours. They contain only our own numbers.
package protocol SenderStatistics: Sendable {
  /// What was counted for each number in the hours that overlap a time; numbers without any are
  /// left out.
  ///
  /// Whole hours are counted, so an answer about a day covers up to an hour more.
  /// - Parameters:
  ///   - start: The beginning of the time, at most 48 hours ago.
  ///   - end: Its end.
  /// - Returns: The counts by number.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func senderCounts(
    since start: WallTime,
    until end: WallTime
  ) async throws(LedgerError) -> [PhoneNumber: SenderCounts]
}

/// What became of the messages and codes of one of our numbers.
package struct SenderCounts: Hashable, Sendable {
  /// Those that the provider accepted.
  package var sent: Int
  /// The different phones among those that were sent to; of more than a few hundred an hour, about
  /// as many.
  package var recipients: Int
  /// Those that ended as `failed`, at the provider or before.
  package var failed: Int
  /// Those whose receipts say that they did not arrive; less those that arrived after all.
  package var undelivered: Int
  /// Phones that went on the opt-out list for this number by their own doing: by a reply, or as a
  /// receipt or a refusal of the provider reports; what operators enter is not counted.
  ///
  /// A phone is counted once a day, however often it changes its mind.
  package var optedOut: Int

  package init(
    sent: Int = 0,
    recipients: Int = 0,
    failed: Int = 0,
    undelivered: Int = 0,
    optedOut: Int = 0
  ) {
    self.sent = sent
    self.recipients = recipients
    self.failed = failed
    self.undelivered = undelivered
    self.optedOut = optedOut
  }

  /// The phones that opted out as a share of those that were sent to; nil if none was.
  ///
  /// It is above 1 if people opt out of what was sent before.
  package var optOutShare: Double? {
    recipients > 0 ? Double(max(optedOut, 0)) / Double(recipients) : nil
  }

  /// What did not arrive as a share of what was sent; nil if nothing was.
  package var undeliveredShare: Double? { share(undelivered) }

  private func share(_ count: Int) -> Double? {
    sent > 0 ? Double(max(count, 0)) / Double(sent) : nil
  }

  package static func += (left: inout Self, right: Self) {
    left.sent += right.sent
    left.recipients += right.recipients
    left.failed += right.failed
    left.undelivered += right.undelivered
    left.optedOut += right.optedOut
  }
}
