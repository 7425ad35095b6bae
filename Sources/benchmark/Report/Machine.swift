internal import Glibc
internal import SMSSystem

/// The size of the machine, without which the figures mean nothing.
struct Machine: CustomStringConvertible {
  let processors: Int
  let memoryBytes: Int64
  /// The load average of the last minute, including this program.
  let load: String

  init() {
    processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    memoryBytes = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
    let bytes = (try? FileDescriptor(opening: "/proc/loadavg").read(upTo: 64)) ?? []
    load = String(decoding: bytes.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
  }

  var description: String {
    let memory = (memoryBytes + (1 << 29)) >> 30
    return "\(processors) cores, \(memory) GiB of memory, load \(load) before the run"
  }
}
