import SMSCore
import Testing

@testable import SMSLedger

@Suite("A run of jobs into the index by recipients")
struct RecipientRunTests {
  private static let limits = RecipientRun.Limits(full: 5, rest: 2, most: 8, step: 2, share: 4)

  private var run = RecipientRun(mark: 7, limits: limits)

  private mutating func begin(_ recipients: [(phone: Int64, job: Int64)], through last: Int64) {
    run.begin(recipients.map { ($0.phone, JobNumber($0.job)) }, through: last)
  }

  @Test("is due once it is full, or at rest with fewer, and until it is in")
  mutating func due() {
    #expect(!run.isDue(at: 11, isResting: false) && run.isDue(at: 12, isResting: false))
    #expect(!run.isDue(at: 8, isResting: true) && run.isDue(at: 9, isResting: true))
    begin([(1, 8)], through: 8)
    #expect(run.isDue(at: 8, isResting: false))
    _ = run.next(at: 8)
    #expect(!run.isDue(at: 8, isResting: false))
  }

  @Test("takes the jobs above the mark, no more than a run may have")
  func jobs() {
    #expect(run.jobs(at: 7) == nil)
    #expect(run.jobs(at: 9) == 8...9)
    #expect(run.jobs(at: 100) == 8...15)
  }

  @Test("is put in by steps, in order of recipients, and moves the mark with its last step")
  mutating func steps() {
    begin([(30, 8), (10, 9), (20, 10), (10, 11), (5, 12)], through: 13)
    let steps = [run.next(at: 13), run.next(at: 13), run.next(at: 13)]
    #expect(steps.map { $0.jobs.map(\.value) } == [[12, 9], [11, 10], [8]])
    #expect(steps.map(\.mark) == [nil, nil, 13])
    #expect(run.mark == 13 && !run.isRunning)
  }

  @Test("takes larger steps where many jobs wait for it")
  mutating func hurried() {
    begin((8..<16).map { ($0, $0) }, through: 15)
    #expect(run.next(at: 27).jobs.count == 5)
  }

  @Test("without a job that has a recipient, only the mark moves")
  mutating func empty() {
    begin([], through: 12)
    let (jobs, mark) = run.next(at: 12)
    #expect(jobs.isEmpty && mark == 12)
  }
}
