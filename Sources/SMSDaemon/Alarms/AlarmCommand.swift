internal import SMSCore
internal import SMSSystem
internal import Synchronization

/// Runs the configured command for a report, which it gets on its standard input.
///
/// It is never run through a shell, with no variables but `PATH`, in the root directory. Its
/// standard output is discarded, the beginning of its standard error is logged. With everything
/// that it started, it gets TERM after `longest`, and is killed 5 s later.
struct AlarmCommand: AlarmSink {
  static let longest = Interval(seconds: 30)
  private static let grace = Interval(seconds: 5)
  /// How much of its standard error is logged, in bytes.
  private static let longestComplaint = 2_000
  static let environment = [
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  ]

  let words: [String]
  let log: Log
  var longest = Self.longest
  var grace = Self.grace
  private let running = RunningChild()

  init(_ words: [String], log: Log) {
    self.words = words
    self.log = log
  }

  func deliver(_ document: AlarmDocument) async -> AlarmOutcome {
    let command = ChildCommand(
      words[0],
      Array(words.dropFirst()),
      environment: Self.environment,
      directory: "/"
    )
    let bounds = ChildProcess.Bounds(
      time: longest.nanoseconds,
      grace: grace.nanoseconds,
      complaint: Self.longestComplaint
    )
    defer { running.child.withLock { $0 = nil } }
    do {
      let run = try await ChildProcess.run(command, input: document.bytes, within: bounds) {
        child in running.child.withLock { $0 = child }
      }
      report(run, document)
      return .ran(run.status, isTimedOut: run.isTimedOut)
    } catch let error as SystemError {
      return .failed("\(words[0]) cannot be run: \(error.cause)")
    } catch {
      return .failed("\(words[0]) cannot be run: \(error)")
    }
  }

  func cut() async {
    await running.child.withLock { $0 }?.sendToGroup(.kill)
  }

  private func report(_ run: ChildProcess.BoundedRun, _ document: AlarmDocument) {
    let text = String(decoding: run.complaint, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    guard !lines.isEmpty else { return }
    log.write(
      .alarmOutput,
      [
        ("id", document.notice.id),
        ("output", lines.joined(separator: "\n") + (run.isCut ? " …" : "")),
      ]
    )
  }
}

/// The process that runs now.
private final class RunningChild: Sendable {
  let child = Mutex<ChildProcess?>(nil)
}
