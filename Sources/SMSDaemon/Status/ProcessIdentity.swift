internal import SMSSpool
package import SMSSystem

/// Which process it is: ids are given out again, and each boot begins anew.
package struct ProcessIdentity: Equatable, Sendable {
  package var process: Int32
  /// When it started, in clock ticks since the boot.
  package var startTicks: Int64
  /// The machine's boot, in which the others hold.
  package var boot: String

  package init(process: Int32, startTicks: Int64, boot: String) {
    self.process = process
    self.startTicks = startTicks
    self.boot = boot
  }

  /// Of a process that is there now.
  init(of process: Int32, boot: String) {
    let ticks = ProcessStatus(of: process)?.startTicks ?? 0
    self.init(process: process, startTicks: ticks, boot: boot)
  }

  /// Whether a process that was found under the id is this one.
  package func isSame(as status: ProcessStatus?, boot: String) -> Bool {
    status?.startTicks == startTicks && self.boot == boot
  }

  /// Whether the process is there.
  package var isAlive: Bool {
    isSame(as: ProcessStatus(of: process), boot: (try? Clocks.bootIdentifier()) ?? "")
  }
}

extension ProcessIdentity {
  /// The members of a JSON object that name it.
  var members: [(String, JSONValue)] {
    [
      ("pid", .number(JSONNumber(Int64(process)))),
      ("start_ticks", .number(JSONNumber(startTicks))),
      ("boot", .string(boot)),
    ]
  }

  /// Reads these members; nil if one is missing.
  init?(_ object: JSONObject) {
    guard let process = object["pid"]?.number?.int64.flatMap({ Int32(exactly: $0) }),
      let startTicks = object["start_ticks"]?.number?.int64, let boot = object["boot"]?.string
    else { return nil }
    self.init(process: process, startTicks: startTicks, boot: boot)
  }
}
