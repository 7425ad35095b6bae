import SMSCore
import Testing

@testable import SMSDaemon

/// When the results of batches are written.
struct BatchSummariesTests {
  private static func at(_ milliseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: milliseconds * 1_000_000)
  }

  private static func batch(
    _ number: Int64 = 1,
    _ status: BatchFacts.Status = .sending,
    accepted: Int = 0
  ) -> JobSnapshot {
    var job = JobSnapshot(
      number: JobNumber(number),
      change: 1,
      name: JobName(spool: "default", id: "b\(number)"),
      kind: "batch",
      state: .queued,
      message: nil,
      attempts: 0,
      acceptedAt: WallTime(milliseconds: 0),
      updatedAt: WallTime(milliseconds: 0),
      nextAttemptAt: nil,
      error: nil,
      metadata: nil,
      retryOf: nil,
      retriedAs: nil,
      affected: nil
    )
    job.batch = BatchFacts(
      status: status,
      messages: 9,
      accepted: accepted,
      repeated: 0,
      segments: 9,
      results: .lines,
      counts: [:],
      errors: [:],
      activatedAt: nil,
      accounts: []
    )
    return job
  }

  @Test("each is written at once, then at most once a second, as it is then")
  func pace() {
    var summaries = BatchSummaries()
    summaries.changed(Self.batch())
    #expect(summaries.due(at: Self.at(0)).count == 1)
    #expect(summaries.due(at: Self.at(0)) == [])
    summaries.changed(Self.batch(accepted: 1))
    summaries.changed(Self.batch(2))
    #expect(summaries.due(at: Self.at(500)).map(\.number.value) == [2])
    summaries.changed(Self.batch(accepted: 2))
    #expect(summaries.due(at: Self.at(999)) == [])
    #expect(summaries.due(at: Self.at(1_000)).map(\.batch?.accepted) == [2])
  }

  @Test("the end of a batch does not wait, nor does what is left when all else is written")
  func ends() {
    var summaries = BatchSummaries()
    summaries.changed(Self.batch())
    summaries.changed(Self.batch(2))
    #expect(summaries.due(at: Self.at(0)).count == 2)
    summaries.changed(Self.batch(1, .done))
    summaries.changed(Self.batch(2, accepted: 7))
    #expect(summaries.due(at: Self.at(10)).map(\.number.value) == [1])
    #expect(summaries.all(at: Self.at(20)).map(\.batch?.accepted) == [7])
    #expect(summaries.all(at: Self.at(30)) == [])
  }
}
