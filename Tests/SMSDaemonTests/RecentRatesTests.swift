import SMSCore
import SMSSystem
import Synchronization
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Rates of the last minutes", .throttled)
struct RecentRatesTests {
  private static let start = WallTime(milliseconds: 1_795_420_800_000)

  private static func at(_ seconds: Double) -> WallTime {
    start.advanced(by: Interval(seconds: seconds))
  }

  private static func counts(_ sent: Int) -> RecentRates.Counts {
    RecentRates.Counts(kinds: [.sent: sent], accounts: ["main": sent])
  }

  @Test("A steady rate is the same over every span, from each moment of a slice on")
  func steady() {
    var rates = RecentRates()
    for second in 0..<320 { rates.add(Self.counts(4), at: Self.at(Double(second) + 0.999)) }
    for moment in [320.0, 321.5, 324.9] {
      for span in RecentRates.Span.allCases {
        let rate = rates.perSecond(.sent, over: span, at: Self.at(moment))
        #expect(abs(rate - 4) < 0.05)
        #expect(rates.sent(by: "main", over: span, at: Self.at(moment)) == rate)
      }
    }
    #expect(rates.perSecond(.accepted, over: .minute, at: Self.at(320)) == 0)
    #expect(rates.sent(by: "other", over: .minute, at: Self.at(320)) == 0)
  }

  @Test("What is over leaves the spans one after the other, without another note")
  func decay() {
    var rates = RecentRates()
    rates.add(Self.counts(600), at: Self.at(1))
    rates.forgetOthers(than: Self.at(5))
    let all = RecentRates.Span.allCases
    func perSecond(_ seconds: Double) -> [Double] {
      all.map { rates.perSecond(.sent, over: $0, at: Self.at(seconds)) }
    }
    #expect(perSecond(5) == [60, 10, 2])
    #expect(perSecond(10) == [60, 10, 2])
    #expect(perSecond(20) == [0, 10, 2])
    #expect(perSecond(70) == [0, 0, 2])
    #expect(perSecond(400) == [0, 0, 0])
  }

  @Test("Only the last five minutes are kept, and nothing of a future that a clock made up")
  func bound() {
    var rates = RecentRates()
    for second in 0..<1_000 { rates.add(Self.counts(1), at: Self.at(Double(second))) }
    #expect(rates.slices.count <= 61)
    rates.add(Self.counts(7), at: Self.at(-3_600))
    rates.forgetOthers(than: Self.at(-3_600))
    #expect(rates.slices.count == 1)
    #expect(rates.perSecond(.sent, over: .tenSeconds, at: Self.at(-3_599)) == 0.7)
  }

  @Test("The note says what was counted, to this program and to none other")
  func note() {
    var rates = RecentRates()
    rates.add(Self.counts(3), at: Self.at(0))
    rates.add(.init(kinds: [.accepted: 9, .deferred: 2], accounts: ["b": 1]), at: Self.at(7))
    #expect(RecentRates(note: rates.note) == rates)
    #expect(RecentRates(note: RecentRates().note).isEmpty)
    for other in [nil, "", "[]", rates.note.replacing("5000", with: "1000")] {
      #expect(RecentRates(note: other) == RecentRates())
    }
    let odd = rates.note.replacing("[[", with: "[[1],{},[9223372036854775807,1,2,3,4,5],[-1,-1],[")
    #expect(RecentRates(note: odd) == rates)
  }

  @Test("The daemon counts messages and codes, and notes them without being asked")
  func reporter() async throws {
    let store = Notebook()
    var earlier = RecentRates()
    earlier.add(Self.counts(50), at: Self.at(-30))
    store.set(earlier.note)
    let reporter = RateReporter(store) {
      Moment(wall: Self.start, monotonic: Moment.now().monotonic)
    }
    await reporter.start()
    let entries: [JobEntry: Int] = [
      JobEntry("a", .message, .queued): 20, JobEntry("b", .code, .queued): 10,
      JobEntry("a", .message, .sent): 5, JobEntry("b", .message, .failed, error: .forbidden): 2,
      // An operator's own request is none.
      JobEntry("operator", .command, .queued): 1,
    ]
    reporter.add(CommitReport(took: .zero, entries: entries))
    let rates = RecentRates(note: try await store.next())
    let now = Self.start
    #expect(rates.perSecond(.accepted, over: .tenSeconds, at: now) == 3)
    #expect(rates.perSecond(.sent, over: .tenSeconds, at: now) == 0.5)
    #expect(rates.perSecond(.failed, over: .tenSeconds, at: now) == 0.2)
    #expect(rates.sent(by: "main", over: .minute, at: now) == 50.0 / 60)
  }

  @Test("A commit in which no message came or went causes no note")
  func silence() async throws {
    let store = Notebook()
    let reporter = RateReporter(store)
    reporter.add(CommitReport(took: .zero, entries: [JobEntry("operator", .command, .queued): 1]))
    reporter.add([DispatcherReport]())
    reporter.add(CommitReport(took: .zero, entries: [JobEntry("a", .message, .sent): 1]))
    let rates = RecentRates(note: try await store.next())
    #expect(rates.slices.count == 1)
    #expect(store.isEmpty)
  }
}

/// A store with the note of the rates.
private final class Notebook: NoteStore {
  private let value = Mutex<String?>(nil)
  private let written = Mailbox<String>()
  private let count = Mutex(0)

  func set(_ note: String) { value.withLock { $0 = note } }

  var isEmpty: Bool { count.withLock { $0 } == 1 }

  func next() async throws -> String { try await written.next() }

  func notes() async throws(LedgerError) -> [String: String] {
    value.withLock { $0 }.map { [Notes.rates: $0] } ?? [:]
  }

  func change(_ notes: [NoteChange]) async throws(LedgerError) {
    for note in notes where note.key == Notes.rates {
      count.withLock { $0 += 1 }
      written.send(note.value ?? "")
    }
  }

  func workload() async throws(LedgerError) -> Workload { Workload(waiting: 0, holds: []) }
}
