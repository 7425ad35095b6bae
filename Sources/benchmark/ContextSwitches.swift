internal import SMSSystem

/// How often the threads of a process gave up the processor, or were taken off it (proc(5)).
///
/// Threads end, and their numbers with them: looked at every second, next to none is missed.
struct ContextSwitches {
  /// Since the first look.
  private(set) var count = 0

  private let process: Int32
  private var last: [FileName: Int] = [:]
  private var isFirst = true

  init(of process: Int32) {
    self.process = process
  }

  /// Adds what came since the last look.
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
