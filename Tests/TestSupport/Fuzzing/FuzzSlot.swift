internal import Synchronization

/// The input that a campaign is trying, where a signal handler can find it.
final class FuzzSlot: Sendable {
  /// Campaigns in parallel beyond this number are not watched.
  static let all = (0..<16).map { _ in FuzzSlot() }

  private let isTaken = Atomic(false)
  private let seed = Atomic<UInt64>(0)
  private let address = Atomic<UInt>(0)
  private let count = Atomic(0)
  /// The start of the current input in nanoseconds of the monotonic clock; 0 between inputs.
  private let since = Atomic<Int64>(0)

  /// A slot for exclusive use by the caller; nil if none is free.
  static func take() -> FuzzSlot? {
    all.first { !$0.isTaken.exchange(true, ordering: .acquiringAndReleasing) }
  }

  func giveBack() {
    isTaken.store(false, ordering: .releasing)
  }

  func begin(seed: UInt64, _ bytes: UnsafeRawBufferPointer, at now: Int64) {
    self.seed.store(seed, ordering: .relaxed)
    address.store(UInt(bitPattern: bytes.baseAddress), ordering: .relaxed)
    count.store(bytes.count, ordering: .relaxed)
    since.store(now, ordering: .releasing)
  }

  func end() {
    since.store(0, ordering: .releasing)
  }

  /// When the current input began; nil between inputs.
  var began: Int64? {
    let time = since.load(ordering: .acquiring)
    return time == 0 ? nil : time
  }

  /// The current input; allocates nothing.
  var input: (seed: UInt64, bytes: UnsafeRawBufferPointer)? {
    guard began != nil else { return nil }
    let start = UnsafeRawPointer(bitPattern: address.load(ordering: .relaxed))
    let bytes = UnsafeRawBufferPointer(start: start, count: count.load(ordering: .relaxed))
    return (seed.load(ordering: .relaxed), bytes)
  }
}
