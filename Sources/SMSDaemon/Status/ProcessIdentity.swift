internal import SMSJSON
package import SMSSystem

/// Which process it is: ids are given out again, and each boot begins anew.
package struct ProcessIdentity: Equatable, Sendable {
  package var process: Int32
  /// When it started, in clock ticks since the boot.
  package var startTicks: Int64
  /// The machine's boot, in which the others hold.
  package var boot: String
  /// The program's name; nil if an earlier version wrote none.
  package var name: String?

  package init(process: Int32, startTicks: Int64, boot: String, name: String? = nil) {
    self.process = process
    self.startTicks = startTicks
    self.boot = boot
    self.name = name
  }

  /// Of a process that is there now.
  init(of process: Int32, boot: String) {
    let status = ProcessStatus(of: process)
    let ticks = status?.startTicks ?? 0
    self.init(process: process, startTicks: ticks, boot: boot, name: status?.name)
  }

  /// Whether a process that was found under the id is this one.
  ///
  /// In a container the boot's id may differ from one process to the next: systemd-nspawn mounts
  /// one of its own over the kernel's, and a unit with a `/proc` of its own sees the kernel's. The
  /// same program that started at the same tick under the same id is the same process.
  package func isSame(as status: ProcessStatus?, boot: String) -> Bool {
    guard let status, status.startTicks == startTicks else { return false }
    return self.boot == boot || status.name == name
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
    ] + (name.map { [("name", .string($0))] } ?? [])
  }

  /// Reads these members; nil if one is missing.
  init?(_ object: JSONObject) {
    guard let process = object["pid"]?.number?.int64.flatMap({ Int32(exactly: $0) }),
      let startTicks = object["start_ticks"]?.number?.int64, let boot = object["boot"]?.string
    else { return nil }
    let name = object["name"]?.string
    self.init(process: process, startTicks: startTicks, boot: boot, name: name)
  }
}
