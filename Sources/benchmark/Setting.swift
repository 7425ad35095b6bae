/// How the daemon and the simulated provider of a measurement are set up.
struct Setting {
  /// The account's pace; the default is out of the way.
  var messagesPerSecond = 1_000_000
  var maxInFlight = 100
  /// Further arguments of `flowroute-simulator`.
  var simulator: [String] = ["--rate", "0"]
  /// Whether the daemon takes receipts.
  var listens = false
}
