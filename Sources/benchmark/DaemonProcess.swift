internal import SMSSystem

/// The daemon to measure: the program in this one's directory, as a separate process.
struct DaemonProcess {
  private static let log: FileName = "daemon.log"

  private let process: ChildProcess
  private let place: Place

  /// Starts it, and returns when it accepts requests.
  ///
  /// - Throws: `Failure` with the log's path if it is not ready within 30 s.
  init(in place: Place) async throws(Failure) {
    self.place = place
    var command = ChildCommand(
      try Failure.converting { () throws(SystemError) in
        try CurrentProcess.program(beside: "smsdispatch")
      },
      ["serve", "--config", place.configurationPath],
      environment: [:]
    )
    command.error = .file("\(place.path)/\(Self.log)")
    process = try Failure.converting { () throws(SystemError) in try ChildProcess(command) }
    try await waitUntilReady()
  }

  /// The resources that it uses now.
  ///
  /// - Throws: `Failure` if it has ended.
  func usage() throws(Failure) -> ProcessUsage {
    try Failure.converting { () throws(SystemError) in
      try ProcessUsage(of: process.identifier)
    }
  }

  /// The context switches of its threads.
  func switches() -> ContextSwitches { ContextSwitches(of: process.identifier) }

  /// Stops it as a service manager does.
  ///
  /// - Throws: `Failure` unless it ends with status 0.
  func stop() async throws(Failure) {
    try Failure.converting { () throws(SystemError) in try process.send(.terminate) }
    guard let status = try? await process.wait(), status == .exited(0) else {
      throw Failure("the daemon did not end well")
    }
  }

  /// Reads the log every 10 ms; nothing is being measured yet.
  private func waitUntilReady() async throws(Failure) {
    let alarm = Alarm()
    for _ in 0..<3_000 {
      let log = (try? place.directory.read(Self.log, upTo: 1 << 16)) ?? []
      let text = String(decoding: log, as: UTF8.self)
      if text.contains("ready") { return }
      if text.contains("cannot start") { throw Failure("the daemon does not start:\n\(text)") }
      await alarm.wait(until: Clocks.monotonic + 10_000_000)
    }
    throw Failure("the daemon is not ready after 30 s")
  }
}
