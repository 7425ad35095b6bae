import SMSCore
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Errors of the last hour", .throttled)
struct RecentErrorsTests {
  private static let start = WallTime(milliseconds: 1_795_420_800_000)

  private static func at(_ minutes: Double) -> WallTime {
    start.advanced(by: Interval(seconds: minutes * 60))
  }

  @Test("Errors are counted by place and code, the most recent first")
  func counts() {
    var errors = RecentErrors()
    errors.add(.unauthorized, in: .account("main"), at: Self.at(0))
    errors.add(.unauthorized, in: .account("main"), at: Self.at(1))
    errors.add(.unauthorized, in: .account("other"), at: Self.at(2))
    errors.add(.invalidRequest, in: .spool("main"), count: 40, at: Self.at(3))
    errors.add(.expired, in: .queue, count: 0, at: Self.at(4))
    let entries = errors.entries(at: Self.at(5))
    #expect(
      entries == [
        .init(place: .spool("main"), code: "invalid_request", count: 40, last: Self.at(3)),
        .init(place: .account("other"), code: "unauthorized", count: 1, last: Self.at(2)),
        .init(place: .account("main"), code: "unauthorized", count: 2, last: Self.at(1)),
      ]
    )
  }

  @Test("An error is forgotten after 55 to 60 minutes, those that follow it are not")
  func ages() {
    var errors = RecentErrors()
    for minute in [2.0, 30, 61] {
      errors.add(.timeout, in: .account("main"), at: Self.at(minute))
    }
    #expect(errors.entries(at: Self.at(59)).map(\.count) == [3])
    #expect(errors.entries(at: Self.at(61)).map(\.count) == [2])
    #expect(errors.entries(at: Self.at(90)).map(\.count) == [1])
    #expect(errors.entries(at: Self.at(121)) == [])
  }

  @Test("The note says what was counted, to this program and to none other")
  func note() {
    var errors = RecentErrors()
    errors.add(.timeout, in: .account("main"), count: 7, at: Self.at(1))
    errors.add(.timeout, in: .account("main"), at: Self.at(9))
    errors.add(.duplicateID, in: .spool("shop"), at: Self.at(9))
    errors.add(.expired, in: .queue, count: 2, at: Self.at(9))
    let read = RecentErrors(note: errors.note(at: Self.at(10)))
    #expect(read == errors)
    #expect(read.entries(at: Self.at(62)) == errors.entries(at: Self.at(62)))
    #expect(RecentErrors(note: errors.note(at: Self.at(200))) == RecentErrors())
    for other in [nil, "", "[]", "{\"slice_seconds\": 60, \"errors\": []}"] {
      #expect(RecentErrors(note: other) == RecentErrors())
    }
  }

  @Test("However many kinds there are, only those seen last are kept")
  func bound() {
    var errors = RecentErrors()
    for index in 0..<200 {
      errors.add(.timeout, in: .account("\(index)"), at: Self.at(Double(index / 10)))
    }
    let names = errors.entries(at: Self.at(20)).map(\.place.name)
    #expect(names.count == RecentErrors.mostKinds)
    #expect(names.allSatisfy { Int($0).map { $0 >= 130 } == true })
  }
}
