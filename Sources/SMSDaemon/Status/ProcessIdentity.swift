internal import SMSJSON
package import SMSSystem

/// Identifies a process beyond its id, which may be reused, across reboots.
package struct ProcessIdentity: Equatable, Sendable {
  package var process: Int32
  /// When it started, in clock ticks since the boot.
  package var startTicks: Int64
  /// The boot for which the id and the start time are valid.
  package var boot: String
  /// The program's name; nil if written by an earlier version.
  package var name: String?

  package init(process: Int32, startTicks: Int64, boot: String, name: String? = nil) {
    self.process = process
    self.startTicks = startTicks
    self.boot = boot
    self.name = name
  }

  /// The identity of a process that exists now.
  init(of process: Int32, boot: String) {
    let status = ProcessStatus(of: process)
    let ticks = status?.startTicks ?? 0
    self.init(process: process, startTicks: ticks, boot: boot, name: status?.name)
  }

  /// Whether a process found under the same id is this one.
  ///
  /// In a container the boot id may differ between processes: systemd-nspawn mounts its own over
  /// the kernel's, and a unit with its own `/proc` sees the kernel's. The same program, started at
  /// the same tick under the same id, therefore also counts as the same process.
  package func isSame(as status: ProcessStatus?, boot: String) -> Bool {
    guard let status, status.startTicks == startTicks else { return false }
    return self.boot == boot || status.name == name
  }

  /// Whether the process still exists.
  package var isAlive: Bool {
    isSame(as: ProcessStatus(of: process), boot: (try? Clocks.bootIdentifier()) ?? "")
  }
}

extension ProcessIdentity {
  /// The members of a JSON object that identify it.
  var members: [(String, JSONValue)] {
    [
      ("pid", .number(JSONNumber(Int64(process)))),
      ("start_ticks", .number(JSONNumber(startTicks))),
      ("boot", .string(boot)),
    ] + (name.map { [("name", .string($0))] } ?? [])
  }

  /// Reads these members; nil if a required one is missing.
  init?(_ object: JSONObject) {
    guard let process = object["pid"]?.number?.int64.flatMap({ Int32(exactly: $0) }),
      let startTicks = object["start_ticks"]?.number?.int64, let boot = object["boot"]?.string
    else { return nil }
    let name = object["name"]?.string
    self.init(process: process, startTicks: startTicks, boot: boot, name: name)
  }
}
