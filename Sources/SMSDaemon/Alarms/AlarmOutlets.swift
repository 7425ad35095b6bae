internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// All places that reports of alarms go to.
struct AlarmOutlets: Sendable {
  /// How long a stop waits for a delivery that is cut off.
  private static let stopTime = Interval(seconds: 2)

  private let log: Log
  private let command: AlarmOutlet
  private let directory: AlarmOutlet

  /// How many there are, configured or not.
  var count: Int { all.count }

  private var all: [AlarmOutlet] { [command, directory] }

  /// - Parameters:
  ///   - log: Where failures are logged.
  ///   - clock: Tells the time.
  ///   - done: Called by each outlet for each report that was delivered or given up.
  init(
    log: Log,
    clock: @escaping AlarmOutlet.Clock,
    done: @escaping @Sendable (AlarmNotice) -> Void
  ) {
    self.log = log
    command = AlarmOutlet("command", log: log, clock: clock, done: done)
    directory = AlarmOutlet("directory", log: log, clock: clock, done: done)
  }

  /// Applies a configuration; nil gives up what waits.
  func use(_ alarms: Configuration.Alarms?) async {
    await command.use(alarms?.command.map { AlarmCommand($0, log: log) })
    await directory.use(alarms?.directory.map { AlarmDirectory(path: $0) })
  }

  func add(_ document: AlarmDocument) {
    for outlet in all { outlet.add(document) }
  }

  /// Delivers a report once to each configured place.
  func attempt(_ document: AlarmDocument) async -> [AlarmTest.Delivery] {
    var deliveries: [AlarmTest.Delivery] = []
    for (name, outlet) in [("command", command), ("directory", directory)] {
      guard let outcome = await outlet.attempt(document) else { continue }
      deliveries.append(
        AlarmTest.Delivery(by: name, state: document.notice.state, outcome: outcome)
      )
    }
    return deliveries
  }

  /// Returns when nothing is under way, or after a short time.
  func stop() async {
    let (all, executor) = (all, QueueExecutor(label: "alarm.stop"))
    await withCheckedContinuation { continuation in
      let first = FirstOf(continuation)
      Task {
        for outlet in all { await outlet.stop() }
        first.arrived()
      }
      Task {
        await executor.rest(for: Self.stopTime)
        first.arrived()
      }
    }
  }
}

/// What became of the reports of a test.
package struct AlarmTest: Sendable {
  struct Delivery: Sendable {
    /// `command` or `directory`.
    let by: String
    let state: AlarmNotice.State
    let outcome: AlarmOutcome
  }

  let deliveries: [Delivery]

  /// The report for the command that asked: `{"deliveries": […], "good": …}`.
  var json: JSONObject {
    JSONObject([
      ("deliveries", .array(deliveries.map { .object($0.json) })),
      ("good", .bool(deliveries.allSatisfy(\.outcome.isGood))),
    ])
  }
}

extension AlarmTest.Delivery {
  fileprivate var json: JSONObject {
    var object = JSONObject([
      ("by", .string(by)), ("state", .string(state.rawValue)), ("good", .bool(outcome.isGood)),
      ("outcome", .string(outcome.words)),
    ])
    switch outcome {
    case .ran(.exited(let status), _): object.set("exit_status", .number(JSONNumber(Int64(status))))
    case .wrote(let path): object.set("file", .string(path))
    case .ran, .failed: break
    }
    return object
  }
}
