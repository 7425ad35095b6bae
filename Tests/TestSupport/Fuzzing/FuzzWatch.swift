internal import Glibc
internal import SMSSystem

/// Prints the input that ends the process by a trap or a hang.
final class FuzzWatch {
  /// Longer than any input takes, even on the slowest machine; nanoseconds.
  private static let longest: Int64 = 60_000_000_000

  private let slot: FuzzSlot?
  private let timer: DeadlineTimer

  /// Done once per process.
  private static let handlesTraps: Bool = {
    for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT] { FuzzTrap.handle(signal) }
    return true
  }()

  init(_ name: String) {
    _ = Self.handlesTraps
    let slot = FuzzSlot.take()
    self.slot = slot
    timer = DeadlineTimer(on: QueueExecutor(label: "fuzz-watch-\(name)")) {
      guard let began = slot?.began else { return }
      if Clocks.monotonic - began > Self.longest { abort() }
    }
  }

  /// Tries one input while watching it.
  func observed(seed: UInt64, _ bytes: [UInt8], _ body: () -> String?) -> String? {
    let now = Clocks.monotonic
    // Every input moves the deadline; after the last one the timer is canceled.
    timer.arm(at: now + Self.longest + 1_000_000_000)
    return bytes.withUnsafeBytes { buffer in
      slot?.begin(seed: seed, buffer, at: now)
      defer { slot?.end() }
      return body()
    }
  }

  func end() {
    timer.cancel()
    slot?.giveBack()
  }
}
