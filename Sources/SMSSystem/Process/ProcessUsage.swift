internal import Glibc

/// The resources that a process uses, from `/proc` (proc(5)).
package struct ProcessUsage: Equatable, Sendable {
  /// Resident memory in bytes.
  package let residentBytes: Int64

  /// Processor time since its start, user and kernel mode, in nanoseconds, for all threads.
  package let processorNanoseconds: Int64

  /// How many threads it has.
  package let threads: Int

  /// Virtual memory in bytes.
  package let virtualBytes: Int64

  /// Measures a process.
  ///
  /// - Parameter process: The process id.
  /// - Throws: `SystemError`; `isNotFound` if there is no such process.
  package init(of process: Int32 = CurrentProcess.identifier) throws(SystemError) {
    let memory = try ProcessUsage.fields("/proc/\(process)/statm", after: nil)
    let page = Int64(sysconf(Int32(_SC_PAGESIZE)))
    virtualBytes = ProcessUsage.number(memory, at: 0) * page
    residentBytes = ProcessUsage.number(memory, at: 1) * page
    // The second field is the program's name in parentheses, which may contain anything.
    let status = try ProcessUsage.fields("/proc/\(process)/stat", after: UInt8(ascii: ")"))
    let ticks = ProcessUsage.number(status, at: 11) + ProcessUsage.number(status, at: 12)
    processorNanoseconds = ticks * (1_000_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK))))
    threads = Int(ProcessUsage.number(status, at: 17))
  }

  /// How many descriptors this process has open.
  ///
  /// - Throws: `SystemError` if `/proc` is not there.
  package static func openDescriptors() throws(SystemError) -> Int {
    var listing = try Directory(path: "/proc/self/fd").listing()
    var count = 0
    while try listing.next() != nil { count += 1 }
    // One of them is the directory, one its listing.
    return count - 2
  }

  /// When a process started, in nanoseconds since 1970, by the clocks as they are now.
  package static func start(of status: ProcessStatus) -> Int64 {
    let tick = 1_000_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))
    return Clocks.wall - Clocks.boottime + status.startTicks * tick
  }

  private static func fields(
    _ path: String,
    after mark: UInt8?
  ) throws(SystemError) -> [Substring] {
    let bytes = try FileDescriptor(opening: path).read(upTo: 4096)
    let start = mark.flatMap { bytes.lastIndex(of: $0) }.map { $0 + 1 } ?? 0
    let text = String(decoding: bytes[start...], as: UTF8.self)
    return text.split { $0 == " " || $0 == "\n" }
  }

  private static func number(_ fields: [Substring], at index: Int) -> Int64 {
    fields.indices.contains(index) ? Int64(fields[index]) ?? 0 : 0
  }
}
