internal import FlowrouteSimulator
internal import SMSSystem

/// One run: a simulated provider here, the daemon as a process, the floor without it.
struct Benchmark {
  private let options: Options

  init(_ options: Options) {
    self.options = options
  }

  /// Measures everything.
  ///
  /// - Throws: `Failure` if something does not work, or a message was not sent exactly once.
  func run() async throws(Failure) -> Report {
    let simulator = try await startSimulator()
    let place = try Place(url: simulator.url, listens: options.hasReceipts)
    let daemon = try await DaemonProcess(in: place)
    let report = try await measure(simulator, place, daemon)
    await simulator.stop()
    return report
  }

  private func measure(
    _ simulator: FlowrouteSimulator,
    _ place: Place,
    _ daemon: DaemonProcess
  ) async throws(Failure) -> Report {
    let results = try ResultWatch(place.results)
    try await results.start()
    let producer = Producer(incoming: place.incoming)
    // An account is silent in the daemon's first second; that is over with the first result.
    try producer.drop(0)
    _ = try await results.wait(for: 1)
    Command.say("\(options.singles) messages, one every 50 ms")
    let singles = 1..<(1 + options.singles)
    let rest = try await RestingDrops(producer, results).run(singles, simulator)
    Command.say("\(options.messages) messages at once")
    let messages = singles.upperBound..<(singles.upperBound + options.messages)
    let load = try await Load(producer, results, daemon).run(messages)
    let receipts = await receipts(simulator, of: messages, since: load)
    try await Verification(place, simulator).check(0..<messages.upperBound)
    try await daemon.stop()
    Command.say("the same files without the daemon")
    let floor = try Floor(place).run(messages)
    return Report(
      messages: options.messages,
      rest: rest,
      load: load,
      floor: floor,
      receipts: receipts
    )
  }

  /// How many receipts a second were taken from the load's first drop to their last.
  private func receipts(
    _ simulator: FlowrouteSimulator,
    of messages: Range<Int>,
    since load: Load.Figures
  ) async -> Double? {
    guard options.hasReceipts else { return nil }
    let all = 2 * messages.upperBound
    await simulator.wait { $0.callbacks >= all }
    return Double(2 * messages.count) / (Double(Clocks.monotonic - load.start) / 1e9)
  }

  private func startSimulator() async throws(Failure) -> FlowrouteSimulator {
    var configuration = SimulatorConfiguration()
    configuration.hasMagicNumbers = false
    configuration.keepsBodies = false
    configuration.requestLog = 1
    configuration.callbackConnections = 32
    do throws(SimulatorError) {
      return try await FlowrouteSimulator.start(configuration)
    } catch {
      throw Failure("\(error)")
    }
  }
}
