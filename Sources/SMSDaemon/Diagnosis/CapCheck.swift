internal import SMSCore

/// Whether messages live long enough to wait for a cap.
struct CapCheck {
  private static let day = Interval(seconds: 86_400)

  let configuration: Configuration

  init(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// What should be known: a message that waits for the next day may expire before.
  var notes: [StartCheck.Fault] {
    let caps = configuration.sendingCaps
    let cap = caps.caps.first { $0.id.setting.period != .minute }?.id.words
    let recipients = caps.recipients.keys.min().map {
      "messages_per_recipient_per_day of spool \($0)"
    }
    let life = configuration.retry.giveUpAfter
    guard let name = cap ?? recipients, life < Self.day else { return [] }
    return [
      StartCheck.Fault(
        text: """
          the cap \(name) may make messages wait for a day, and those without an end of their own \
          expire after \(Int(life.seconds)) seconds
          """,
        hint: "Raise retry.give_up_after_seconds, to 172800 or so, if they are to arrive late."
      )
    ]
  }
}
