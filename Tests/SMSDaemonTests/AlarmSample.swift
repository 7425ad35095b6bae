import SMSCore
import SMSSystem
import TestSupport

@testable import SMSDaemon

/// Reports, scripts and logs for tests of what delivers alarms.
enum AlarmSample {
  static func document(
    _ subject: String = "a",
    _ state: AlarmNotice.State = .raised
  ) -> AlarmDocument {
    let condition = AlarmCondition(
      AlarmKey(.intakeStopped, subject),
      .warning,
      spool: subject,
      message: "\(subject) is wrong.",
      ending: "\(subject) is right.",
      hint: "Repair it."
    )
    let time = WallTime(milliseconds: 1_795_420_800_000)
    let notice = AlarmNotice(
      id: "5f0c1234-\(subject)",
      state: state,
      since: time,
      at: time,
      condition: condition
    )
    return AlarmDocument(notice, host: "host")
  }

  /// Writes a script, and returns its path.
  static func script(
    _ text: String,
    in directory: TemporaryDirectory,
    mode: UInt32 = 0o755
  ) throws -> String {
    try directory.directory
      .writeReplacing("alarm.sh", Array("#!/bin/sh\n\(text)\n".utf8), mode: mode, durable: false)
    return directory.path("alarm.sh")
  }

  static func log(_ lines: Mailbox<String> = Mailbox()) -> Log {
    Log(format: .journal, level: .debug, sink: { lines.send($0) })
  }
}
