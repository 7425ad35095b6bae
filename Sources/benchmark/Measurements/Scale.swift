/// How much is measured.
struct Scale: Equatable {
  /// Messages of the load, 1 to 1,000,000.
  var messages = 20_000
  /// Messages of a batch, 1 to 1,000,000.
  var batch = 100_000
  /// Urgent messages dropped while a batch is accepted and sent.
  var batched = 200
  /// Messages dropped one by one, for the time from drop to wire.
  var singles = 100
  /// Messages sent through a window to a provider that takes 50 ms.
  var windowed = 10_000
  /// Bulk messages that wait while urgent ones are dropped.
  var bulk = 100_000
  /// Urgent messages dropped meanwhile.
  var urgent = 50
  /// How long the pace is measured, in seconds.
  var pacing = 60
  /// How long the idle daemon is measured, in seconds.
  var rest = 60
  /// How long the daemon is left idle after messages until its memory is measured, in seconds; nil:
  /// not measured.
  ///
  /// It is longer than the 30 s after which the daemon releases memory.
  var quiet: Int? = 35
  /// How many jobs wait while the cost of a message is measured, ascending.
  var backlogs = [10_000, 100_000, 1_000_000]
  /// Messages in each such measurement.
  var sample = 10_000

  static let full = Scale()

  static let quick = Scale(
    messages: 4_000,
    batch: 20_000,
    batched: 30,
    singles: 20,
    windowed: 3_000,
    bulk: 5_000,
    urgent: 10,
    pacing: 5,
    rest: 11,
    quiet: nil,
    backlogs: [2_000, 10_000],
    sample: 2_000
  )
}
