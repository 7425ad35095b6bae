/// How the simulated provider behaves.
package struct SimulatorConfiguration: Sendable {
  /// What v2 answers to values that are not acceptable; the provider's own READMEs disagree.
  package enum MalformedAnswer: Int, Sendable {
    case forbidden = 403
    case serverError = 500
  }

  /// The port on 127.0.0.1; 0 lets the system pick one.
  package var port: UInt16 = 0

  /// The account's keys.
  package var credentials = Credentials.demo

  /// The account's numbers, 11 digits each: other senders are refused with 403.
  package var numbers: Set<String> = ["12065550101"]

  /// Handsets that answered STOP.
  package var optOuts: Set<OptOut> = []

  /// Attempts to send a second, for each version; nil for no limit.
  ///
  /// The provider's default is 5.
  package var messagesPerSecond: Int?

  /// How a second is cut for the limit.
  package var window = RateLimit.Window.sliding

  /// How long every answer takes at least; nanoseconds.
  package var latency: Int64 = 0

  /// How much longer an answer takes at random, at most; nanoseconds.
  package var jitter: Int64 = 0

  /// Of the jitter; the same seed gives the same delays.
  package var seed: UInt64 = 1

  /// How long a record takes to show; nanoseconds.
  ///
  /// The provider's demo waits 3 s.
  package var registrationDelay: Int64 = 0

  /// What v2 says to a `to`, `from` or text that is not acceptable.
  package var v2Malformed = MalformedAnswer.forbidden

  /// How records show the messages.
  package var recordForm = RecordForm()

  /// How many records a list without `limit` holds.
  package var pageLimit = 100

  /// Whether the texts of messages are kept; without them records have `null` for a text.
  package var keepsBodies = true

  /// How many of the latest requests are remembered.
  package var requestLog = 100_000

  /// Whether `1206555` and four digits has a meaning (see `MagicNumber`).
  package var hasMagicNumbers = true

  /// How far the provider's wall clock is ahead; nanoseconds, may be negative.
  package var clockSkew: Int64 = 0

  /// How long an idle connection stays open; seconds, 0 for ever.
  package var idleSeconds: UInt32 = 60

  /// How many connections are open at most.
  package var connectionLimit: UInt32 = 4_096

  /// Which receipts follow a message.
  package var receipts = ReceiptPlan()

  /// How often a call that was not answered with 200 is made again.
  ///
  /// The provider does so four times, every 30 s.
  package var callbackRepeats = 4

  /// How long after one that failed; nanoseconds.
  package var callbackRepeatDelay: Int64 = 30_000_000_000

  /// How many calls are under way at a time.
  package var callbackConnections = 4

  /// The clocks.
  package var clock = SimulatorClock.system

  /// The defaults: no limit, no delay, keys and number of the demo.
  package init() {}
}
