internal import SMSCore
internal import SMSJSON

/// Carries out `alarms test` in the daemon, that is in its sandbox and as its user.
struct AlarmTestHandler: Sendable {
  private let alarms: AlarmService
  private let completion: CommandCompletion

  init(_ alarms: AlarmService, completion: CommandCompletion) {
    self.alarms = alarms
    self.completion = completion
  }

  /// Accepts a command, from any thread.
  func take(_ command: CommandJob) {
    Task {
      let test = await alarms.test()
      let report = JSONWriter.write(.object(test.json), as: .compact)
      await completion.end(command, .done(String(decoding: report, as: UTF8.self)))
    }
  }
}
