import SMSCore
import Testing

struct JobStateTests {
  private static let waiting: Set<JobState> = [
    .attempting, .deferred, .held, .expired, .canceled, .failed, .done, .approved, .denied,
    .found, .suppressed,
  ]

  /// The doc comment's table, written out.
  static let moves: [(from: JobState, to: Set<JobState>)] = [
    (.queued, waiting), (.deferred, waiting),
    (.held, [.queued, .deferred, .expired, .canceled]),
    (.attempting, [.queued, .deferred, .inDoubt, .sent, .failed, .expired, .uncertain]),
    (.inDoubt, [.inDoubt, .sent, .failed, .deferred, .uncertain]),
    (.sent, []), (.failed, []), (.expired, []), (.canceled, []), (.uncertain, []), (.done, []),
    (.approved, []), (.denied, []), (.found, []), (.suppressed, []),
  ]

  @Test("the legal moves are the table's, and no others", arguments: moves)
  func table(from: JobState, to: Set<JobState>) {
    for next in JobState.allCases {
      #expect(from.mayBecome(next) == to.contains(next), "\(from) to \(next)")
    }
  }

  @Test("the table has a row for each state")
  func complete() {
    #expect(Self.moves.map(\.from) == [.queued, .deferred, .held] + JobState.allCases.dropFirst(3))
  }

  @Test("a withdrawn attempt goes back to where it began, queued or deferred")
  func withdrawn() {
    #expect(JobState.attempting.mayBecome(.queued))
    #expect(JobState.attempting.mayBecome(.deferred))
  }

  @Test("no terminal state moves on, and each state before can end")
  func terminal() {
    for state in JobState.allCases {
      let moves = JobState.allCases.filter(state.mayBecome)
      #expect(state.isTerminal == moves.isEmpty)
      #expect(state.isTerminal || moves.contains(where: \.isTerminal))
    }
  }

  @Test("the raw values are the ledger's schema and do not change")
  func schema() {
    #expect(JobState.allCases.map(\.rawValue) == Array(0...14))
    #expect(
      JobState.allCases.map(\.name) == [
        "queued", "deferred", "held", "attempting", "deferred", "sent", "failed", "expired",
        "canceled", "uncertain", "done", "approved", "denied", "found",
        "suppressed",
      ]
    )
  }

  @Test("queued and attempting are never published")
  func published() {
    #expect(JobState.allCases.filter { !$0.isPublished } == [.queued, .attempting])
  }
}
