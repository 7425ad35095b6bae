internal import SMSSystem

/// A simulated provider and a daemon that sends to it, each in a separate process.
final class Session {
  let place: Place
  let simulator: SimulatorProcess
  private(set) var daemon: DaemonProcess
  let results: ResultWatch
  let producer: Producer
  /// Messages dropped so far; the number of the next one.
  private(set) var dropped = 0

  /// Starts both, and returns when a first message has its result.
  ///
  /// - Throws: `Failure` if one of them does not work.
  init(_ setting: Setting = Setting()) async throws(Failure) {
    place = try Place()
    simulator = try await SimulatorProcess(setting.simulator, in: place)
    try place.configure(setting, url: simulator.url)
    daemon = try await DaemonProcess(in: place)
    results = try ResultWatch(place.results)
    try await results.start()
    producer = try Producer(place.incoming)
    // An account is silent in the daemon's first second, which is over with the first result.
    _ = try await results.wait(for: try drop(1).upperBound)
  }

  /// Drops messages as fast as possible.
  ///
  /// - Returns: Their numbers.
  /// - Throws: `Failure` if a file cannot be written.
  @discardableResult
  func drop(_ count: Int, priority: String? = nil) throws(Failure) -> Range<Int> {
    let messages = dropped..<(dropped + count)
    for message in messages { try producer.drop(message, priority: priority) }
    dropped += count
    return messages
  }

  /// Drops one message.
  ///
  /// - Returns: Its recipient, and when it was submitted, in monotonic nanoseconds.
  /// - Throws: `Failure` if the file cannot be written.
  func dropOne(priority: String? = nil) throws(Failure) -> (to: String, at: Int64) {
    let message = dropped
    dropped += 1
    return (Request.recipient(of: message), try producer.drop(message, priority: priority))
  }

  /// Stops the daemon, and starts it again on the same ledger.
  ///
  /// - Parameter meanwhile: Runs while the daemon is down.
  /// - Returns: When the new process was started, in monotonic nanoseconds.
  /// - Throws: `Failure` if the daemon does not stop or start.
  func restartDaemon(meanwhile: () throws(Failure) -> Void) async throws(Failure) -> Int64 {
    try await daemon.stop()
    try meanwhile()
    let start = Clocks.monotonic
    daemon = try await DaemonProcess(in: place)
    return start
  }

  /// Checks that each message arrived exactly once and that its result is `sent`; then stops both.
  ///
  /// - Throws: `Failure` for the first message that fails the check.
  func finish() async throws(Failure) {
    try Verification(place, try simulator.arrivals()).check(0..<dropped)
    try await stop()
  }

  /// Stops both processes, whatever still waits.
  ///
  /// - Throws: `Failure` unless the daemon ends with status 0.
  func stop() async throws(Failure) {
    try await daemon.stop()
    await simulator.stop()
  }
}
