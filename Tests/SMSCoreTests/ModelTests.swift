import Glibc
import Testing

@testable import SMSCore

/// Thousands of short random runs; each failing one says how to see it again.
///
/// `SMSDISPATCH_SCHEDULES` sets how many are played, `SMSDISPATCH_SEED` with which seed they begin.
struct ModelTests {
  /// So many are played in a few seconds of a debug build.
  private static let usually = 400
  private static let workers = 4

  private static func number(_ variable: String) -> UInt64? {
    getenv(variable).flatMap { UInt64(String(cString: $0)) }
  }

  @Test("whatever goes wrong, each message is sent once or not at all", arguments: 0..<workers)
  func schedules(worker: Int) throws {
    let first = Self.number("SMSDISPATCH_SEED") ?? 1
    let count = Self.number("SMSDISPATCH_SCHEDULES") ?? UInt64(Self.usually)
    for seed in first..<(first + count) where seed % UInt64(Self.workers) == UInt64(worker) {
      var model = ModelRun(seed: seed)
      try model.play()
      #expect(
        model.faults.isEmpty,
        """
        seed \(seed); see it again with \
        SMSDISPATCH_SEED=\(seed) SMSDISPATCH_SCHEDULES=1 swift test --filter ModelTests
        \(model.story)
        """
      )
    }
  }
}
