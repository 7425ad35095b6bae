/// What a day says about our numbers.
extension AlarmLimits {
  /// The time that the shares are about.
  package static let senderTime = Interval(seconds: 86_400)
  /// One phone may be a large share of the few that an alert goes to, and says nothing.
  private static let fewestOptOuts = 2

  /// The numbers that too many people opt out of.
  ///
  /// - Parameters:
  ///   - senders: What was counted for each number within `senderTime`.
  ///   - policy: What the provider does to such a number.
  /// - Returns: The conditions, by number.
  package func optOuts(
    of senders: [PhoneNumber: SenderCounts],
    policy: String
  ) -> [AlarmCondition] {
    shares(senders, \.optOutShare).compactMap { number, counts, share in
      let isCritical = Self.reaches(share, optOutCriticalShare)
      guard counts.optedOut >= Self.fewestOptOuts,
        isCritical || Self.reaches(share, optOutShare)
      else { return nil }
      return AlarmCondition(
        AlarmKey(.optOuts, number.digits),
        isCritical ? .critical : .warning,
        sender: number,
        count: counts.optedOut,
        share: share,
        message: """
          \(share.percent) of those that \(number.digits) texted within a day opted out: \
          \(counts.optedOut) of \(counts.recipients).
          """,
        ending: "Fewer people opt out of \(number.digits) again.",
        hint: """
          \(policy) Stop what is being sent (smsdispatch hold --spool NAME), and look at who gets \
          it, and whether they asked for it.
          """
      )
    }
  }

  /// The numbers whose messages do not arrive.
  package func undelivered(of senders: [PhoneNumber: SenderCounts]) -> [AlarmCondition] {
    shares(senders, \.undeliveredShare).compactMap { number, counts, share in
      guard Self.reaches(share, undeliveredShare) else { return nil }
      return AlarmCondition(
        AlarmKey(.undelivered, number.digits),
        .warning,
        sender: number,
        count: counts.undelivered,
        share: share,
        message: """
          \(share.percent) of what \(number.digits) sent within a day was not delivered: \
          \(counts.undelivered) of \(counts.sent).
          """,
        ending: "More of what \(number.digits) sends is delivered again.",
        hint: """
          See delivery in the results. Carriers may filter the texts or the number: see whether it \
          is registered for what it sends, and remove dead numbers from lists.
          """
      )
    }
  }

  private func shares(
    _ senders: [PhoneNumber: SenderCounts],
    _ share: (SenderCounts) -> Double?
  ) -> [(PhoneNumber, SenderCounts, Double)] {
    senders.sorted { $0.key.digits < $1.key.digits }.compactMap { number, counts in
      guard counts.sent >= senderCount, let share = share(counts) else { return nil }
      return (number, counts, share)
    }
  }

  private static func reaches(_ share: Double, _ limit: Double) -> Bool {
    limit > 0 && share >= limit
  }
}

extension Double {
  /// A share in percent, such as `3.4 %`.
  fileprivate var percent: String {
    let tenths = Int((self * 1_000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
