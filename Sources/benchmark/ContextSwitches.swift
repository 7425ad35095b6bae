internal import SMSSystem

/// How often the threads of a process gave up the processor, or were preempted (proc(5)).
///
/// A thread's count ends with the thread; sampled every second, almost none is missed.
struct ContextSwitches {
  /// Since the first sample.
  private(set) var count = 0

  private let process: Int32
  private var last: [FileName: Int] = [:]
  private var isFirst = true

  init(of process: Int32) {
    self.process = process
  }

  /// Adds the switches since the last sample.
  mutating func look() {
    let path = "/proc/\(process)/task"
    guard let tasks = try? Directory(path: path), var listing = try? tasks.listing() else { return }
    var now: [FileName: Int] = [:]
    while let entry = try? listing.next() {
      now[entry.name] = Self.count(ofThread: "\(path)/\(entry.name)")
    }
    if !isFirst {
      for (thread, switches) in now { count += switches - (last[thread] ?? 0) }
    }
    isFirst = false
    last = now
  }

  private static func count(ofThread path: String) -> Int {
    let bytes = (try? FileDescriptor(opening: "\(path)/status").read(upTo: 8192)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { $0.contains("ctxt_switches:") }
      .compactMap { $0.split(separator: "\t").last.flatMap { Int($0) } }
      .reduce(0, +)
  }
}
