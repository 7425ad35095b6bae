internal import Glibc

/// The resources that a process uses, from `/proc` (proc(5)).
package struct ProcessUsage: Equatable, Sendable {
  /// Resident memory in bytes.
  package let residentBytes: Int64

  /// Processor time since its start, user and kernel mode, in nanoseconds, for all threads.
  package let processorNanoseconds: Int64

  /// How many threads it has.
  package let threads: Int

  /// Measures a process.
  ///
  /// - Parameter process: The process id.
  /// - Throws: `SystemError`; `isNotFound` if there is no such process.
  package init(of process: Int32 = CurrentProcess.identifier) throws(SystemError) {
    let memory = try ProcessUsage.fields("/proc/\(process)/statm", after: nil)
    residentBytes = ProcessUsage.number(memory, at: 1) * Int64(sysconf(Int32(_SC_PAGESIZE)))
    // The second field is the program's name in parentheses, which may contain anything.
    let status = try ProcessUsage.fields("/proc/\(process)/stat", after: UInt8(ascii: ")"))
    let ticks = ProcessUsage.number(status, at: 11) + ProcessUsage.number(status, at: 12)
    processorNanoseconds = ticks * (1_000_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK))))
    threads = Int(ProcessUsage.number(status, at: 17))
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
