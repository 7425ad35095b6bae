import Testing

@testable import SMSCore

/// What an account's earlier answers say about the next one.
struct AnswerHistoryTests {
  private static func time(_ seconds: Double) -> MonotonicTime {
    MonotonicTime(nanoseconds: 0).advanced(by: Interval(seconds: seconds))
  }

  @Test("a second false success counts if it is another job's and nothing was accepted between")
  func falseSuccess() {
    var history = AnswerHistory()
    let (first, second) = (JobNumber(1), JobNumber(2))
    var answers = [first, first, second].map { history.answeredFalsely($0) }
    history.accepted(JobNumber(3))
    answers.append(history.answeredFalsely(first))
    #expect(answers == [false, false, true, false])
  }

  @Test("trouble is a job's own if it meets it twice, and others were accepted between")
  func trouble() {
    var history = AnswerHistory()
    let job = JobNumber(1)
    let alone = [job, job, JobNumber(2)].map { history.metTrouble($0, .proxyRefused) }
    #expect(alone == [false, false, false])
    history.accepted(JobNumber(3))
    let again = history.metTrouble(job, .proxyRefused)
    #expect(again)
    history.ended(job)
    var anew = [history.metTrouble(job, .proxyRefused)]
    history.accepted(job)
    anew.append(history.metTrouble(job, .proxyRefused))
    #expect(anew == [false, false])
  }

  @Test("two different answers to one job are the account's trouble, not the job's")
  func differentTrouble() {
    var history = AnswerHistory()
    let job = JobNumber(1)
    var alone = [history.metTrouble(job, .wrongEndpoint)]
    history.accepted(JobNumber(2))
    alone.append(history.metTrouble(job, .proxyRefused))
    alone.append(history.metTrouble(job, .proxyRefused))
    #expect(alone == [false, false, false])
    history.accepted(JobNumber(3))
    let again = history.metTrouble(job, .proxyRefused)
    #expect(again)
  }

  @Test("an account's own wait doubles from 2 to 60 s, and once for what was under way")
  func slowdown() {
    var slowdown = Slowdown()
    func wait(handed: Double, at now: Double) -> Double {
      slowdown.wait(handedAt: Self.time(handed), at: Self.time(now)).seconds
    }
    let waits = (0..<7).map { wait(handed: Double($0) * 100, at: Double($0) * 100 + 1) }
    #expect(waits == [2, 4, 8, 16, 32, 60, 60])
    let late = wait(handed: 599, at: 700)
    slowdown.accepted(handedAt: Self.time(590))
    let next = wait(handed: 701, at: 702)
    slowdown.accepted(handedAt: Self.time(703))
    let fresh = [wait(handed: 704, at: 705), wait(handed: 704, at: 706)]
    #expect(late == 60 && next == 60)
    #expect(fresh == [2, 2])
  }
}
