internal import SMSSandbox
internal import SMSSpool
internal import SMSSystem

/// A simulated provider and a daemon that sends to it, each in a separate process.
final class Session {
  let sandbox: Sandbox
  let simulator: SimulatorProcess
  private(set) var daemon: DaemonProcess
  let results: ResultWatch
  /// The directory of the results.
  let resultDirectory: Directory
  /// The directory that requests are dropped into.
  let incoming: Directory
  let producer: Producer
  /// Messages dropped so far; the number of the next one.
  private(set) var dropped = 0

  /// Starts both, and returns when a first message has its result.
  ///
  /// - Throws: `Failure` if one of them does not work.
  init(_ setting: Setting = Setting()) async throws(Failure) {
    sandbox = try Failure.converting { () throws(SystemError) in
      try Sandbox(named: "smsdispatch-benchmark", isTemporary: true)
    }
    do throws(SandboxError) {
      simulator = try await SimulatorProcess(
        setting.simulator,
        in: sandbox.path,
        environment: [:]
      )
      try sandbox.prepare(setting.configuration(url: simulator.url))
    } catch {
      throw Failure(error)
    }
    let layout = sandbox.spool()
    do throws(SystemError) {
      incoming = try Directory(path: layout.path(of: .incoming))
      resultDirectory = try Directory(path: layout.path(of: .results))
    } catch {
      throw Failure(error)
    }
    daemon = try await Self.startDaemon(sandbox)
    results = try ResultWatch(resultDirectory)
    try await results.start()
    producer = try Producer(incoming, isSpread: setting.hasWindow)
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

  /// The numbers of the next messages, which the caller drops by other means.
  func reserve(_ count: Int) -> Range<Int> {
    defer { dropped += count }
    return dropped..<(dropped + count)
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
    try await stopDaemon()
    try meanwhile()
    let start = Clocks.monotonic
    daemon = try await Self.startDaemon(sandbox)
    return start
  }

  /// Checks that each message arrived exactly once and that its result is `sent`; then stops both.
  ///
  /// - Throws: `Failure` for the first message that fails the check.
  func finish() async throws(Failure) {
    try Verification(resultDirectory, try simulator.arrivals()).check(0..<dropped)
    try await stop()
  }

  /// Stops both processes, whatever still waits.
  ///
  /// - Throws: `Failure` unless the daemon ends with status 0.
  func stop() async throws(Failure) {
    try await stopDaemon()
    await simulator.stop()
  }

  /// Whether no request is waiting to be accepted.
  var isTaken: Bool {
    guard let taken = try? Directory(path: sandbox.spool().path(of: .taken)) else { return false }
    return Self.isEmpty(incoming) && Self.isEmpty(taken)
  }

  private static func isEmpty(_ directory: Directory) -> Bool {
    guard var listing = try? directory.listing() else { return false }
    return (try? listing.next()).flatMap { $0 } == nil
  }

  private static func startDaemon(_ sandbox: Sandbox) async throws(Failure) -> DaemonProcess {
    let daemon = try Failure.converting { () throws(SystemError) in
      try DaemonProcess(in: sandbox, environment: [:])
    }
    do throws(SandboxError) {
      try await daemon.waitUntilReady(within: 30)
    } catch {
      throw Failure(error)
    }
    return daemon
  }

  private func stopDaemon() async throws(Failure) {
    do throws(SandboxError) {
      try await daemon.stop()
    } catch {
      throw Failure(error)
    }
  }
}

/// How the daemon and the simulated provider of a measurement are set up.
struct Setting {
  /// The account's pace; the default does not limit it.
  var messagesPerSecond = 1_000_000
  var maxInFlight = 100
  /// Further arguments of the simulator.
  var simulator: [String] = ["--rate", "0"]
  /// Whether the spool has a window, which is open all day, and recipients in many time zones.
  var hasWindow = false
  /// Whether the daemon accepts receipts.
  var listens = false

  /// Apart from pace and window, everything is as in production, including the log.
  func configuration(url: String) -> SandboxConfiguration {
    var configuration = SandboxConfiguration(url: url)
    let open = #", send_window: [{ from: "00:00", to: "24:00" }], time_zone: "America/New_York""#
    let window = hasWindow ? open : ""
    configuration.spools = [.init(members: "allow_urgent: true, max_queued: 10000000\(window)")]
    configuration.account =
      "messages_per_second: \(messagesPerSecond), max_in_flight: \(maxInFlight),"
    configuration.members = """
      retry: { give_up_after_seconds: 86400 },
      min_free_mb: 0,
      log: { format: "text" },
      \(listens ? "listener: { port: 0 }," : "")
      """
    return configuration
  }
}
