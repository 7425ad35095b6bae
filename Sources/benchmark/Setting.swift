/// How the daemon and the simulated provider of a measurement are set up.
struct Setting {
  /// The account's pace; the default does not limit it.
  var messagesPerSecond = 1_000_000
  var maxInFlight = 100
  /// Further arguments of `flowroute-simulator`.
  var simulator: [String] = ["--rate", "0"]
  /// Whether the daemon accepts receipts.
  var listens = false
}
