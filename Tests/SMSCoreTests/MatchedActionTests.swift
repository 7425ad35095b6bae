import SMSCore
import Testing

struct MatchedActionTests {
  @Test("each action finds the jobs of its table, and a status narrows them")
  func states() {
    let waiting: Set<JobState> = [.queued, .deferred, .held, .attempting, .inDoubt]
    #expect(MatchedAction.cancel.jobs(of: .all)?.states == waiting)
    #expect(MatchedAction.hold.jobs(of: .all)?.states == waiting.subtracting([.held]))
    #expect(MatchedAction.release.jobs(of: .all)?.states == [.held])
    #expect(MatchedAction.retry.jobs(of: .all)?.states == [.failed, .expired, .uncertain])
    #expect(MatchedAction.flush.jobs(of: .all)?.states == [.deferred])
    let canceled = JobFilter(states: [.canceled, .sent])
    #expect(MatchedAction.retry.jobs(of: canceled)?.states == [.canceled])
    let suppressed = JobFilter(states: [.suppressed, .expired])
    #expect(MatchedAction.retry.jobs(of: suppressed)?.states == [.suppressed, .expired])
    let deferred = JobFilter(states: [.deferred, .inDoubt], spools: ["a"])
    let flushed = MatchedAction.flush.jobs(of: deferred)
    #expect(flushed?.states == [.deferred] && flushed?.spools == ["a"])
  }

  @Test("changes after the count matter only where the conditions are about them")
  func changes() {
    var filter = JobFilter(spools: ["a"])
    filter.unchangedSince = 7
    for action in [MatchedAction.cancel, .hold, .flush] {
      #expect(action.jobs(of: filter)?.unchangedSince == nil)
    }
    for action in [MatchedAction.release, .retry] {
      #expect(action.jobs(of: filter)?.unchangedSince == 7)
    }
    filter.states = [.deferred]
    #expect(MatchedAction.cancel.jobs(of: filter)?.unchangedSince == 7)
    (filter.states, filter.errors) = (nil, [.timeout])
    #expect(MatchedAction.hold.jobs(of: filter)?.unchangedSince == 7)
  }

  @Test("a status of jobs that it never acts on is a fault that names the others")
  func fault() {
    let sent = JobFilter(states: [.sent])
    for action in MatchedAction.allCases { #expect(action.jobs(of: sent) == nil) }
    let fault = MatchedAction.hold.fault(of: sent)
    #expect(fault?.rule == "must be one of queued, deferred, attempting, in_doubt to hold anything")
    #expect(MatchedAction.hold.fault(of: .all) == nil)
  }

  @Test("no state that it acts on forbids what it does")
  func moves() {
    for state in MatchedAction.cancel.states where state != .attempting && state != .inDoubt {
      #expect(state.mayBecome(.canceled))
    }
    for state in MatchedAction.hold.states where state != .attempting && state != .inDoubt {
      #expect(state.mayBecome(.held))
    }
    #expect(MatchedAction.retry.states.allSatisfy { $0.isTerminal })
  }
}
