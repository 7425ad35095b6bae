/// How the simulated provider behaves.
package struct SimulatorConfiguration: Sendable {
  /// The answer of v2 to invalid values; the provider's own READMEs disagree about it.
  package enum MalformedAnswer: Int, Sendable {
    case forbidden = 403
    case serverError = 500
  }

  /// The port on 127.0.0.1; 0 lets the system choose one.
  package var port: UInt16 = 0

  /// The account's keys.
  package var credentials = Credentials.demo

  /// The account's numbers, 11 digits each; other senders are refused with 403.
  package var numbers: Set<String> = ["12065550101"]

  /// Handsets that answered STOP.
  package var optOuts: Set<OptOut> = []

  /// Attempts to send per second, for each version; nil for no limit.
  ///
  /// The provider's default is 5.
  package var messagesPerSecond: Int?

  /// Attempts to send an MMS per second, for each version; nil for no limit.
  ///
  /// The provider's default is 1. Each counts as a message besides.
  package var mmsPerSecond: Int?

  /// When a second begins for the limit.
  package var window = RateLimit.Window.sliding

  /// The shortest time until an answer, in nanoseconds.
  package var latency: Int64 = 0

  /// The most random time added to that, in nanoseconds.
  package var jitter: Int64 = 0

  /// The seed of the jitter; the same seed gives the same delays.
  package var seed: UInt64 = 1

  /// How long until a record is visible, in nanoseconds.
  ///
  /// The provider's demo waits 3 s.
  package var registrationDelay: Int64 = 0

  /// The answer of v2 to an invalid `to`, `from` or text.
  package var v2Malformed = MalformedAnswer.forbidden

  /// How records show messages.
  package var recordForm = RecordForm()

  /// How many records a list without `limit` returns.
  package var pageLimit = 100

  /// Whether the texts of messages are kept; if not, records have `null` as their text.
  package var keepsBodies = true

  /// How many of the latest requests are remembered.
  package var requestLog = 100_000

  /// Whether `1206555` and four digits have a meaning (see `MagicNumber`).
  package var hasMagicNumbers = true

  /// How far the provider's wall clock is ahead, in nanoseconds; possibly negative.
  package var clockSkew: Int64 = 0

  /// How long an idle connection stays open, in seconds; 0 for ever.
  package var idleSeconds: UInt32 = 60

  /// The most open connections.
  package var connectionLimit: UInt32 = 4_096

  /// How numbers are enabled and disabled for texts.
  package var provisioning = ProvisioningPlan()

  /// Which receipts follow a message.
  package var receipts = ReceiptPlan()

  /// How often a call that was not answered with 200 is repeated.
  ///
  /// The provider repeats it four times, every 30 s.
  package var callbackRepeats = 4

  /// The time between a failed call and its repetition, in nanoseconds.
  package var callbackRepeatDelay: Int64 = 30_000_000_000

  /// How many calls are made at the same time.
  package var callbackConnections = 4

  /// The clocks.
  package var clock = SimulatorClock.system

  /// The defaults: no limit, no delay, keys and number of the demo.
  package init() {}
}
