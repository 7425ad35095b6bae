import SMSCore
import SMSJSON
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Notes about accounts", .throttled)
struct AccountStatesTests {
  private static let start = WallTime(milliseconds: 1_795_420_800_000)

  private static func at(_ seconds: Double) -> WallTime {
    start.advanced(by: Interval(seconds: seconds))
  }

  @Test("A slowed account says since when, by how much and how long it is silent")
  func slowed() throws {
    var states = AccountStates()
    let wait = Interval(seconds: 8)
    let first = states.take(AccountPace(factor: 2, silence: wait), of: "main", at: Self.at(0))
    #expect(try Self.slowed(first) == [Self.at(0).text, "2", Self.at(8).text])
    // The answers to requests that left before the first 429.
    for milliseconds: Int64 in [0, 500] {
      let time = Self.start.advanced(by: Interval(milliseconds: milliseconds))
      #expect(states.take(AccountPace(factor: 2, silence: wait), of: "main", at: time) == nil)
    }
    let next = states.take(AccountPace(factor: 4, silence: wait), of: "main", at: Self.at(9))
    #expect(try Self.slowed(next) == [Self.at(0).text, "4", Self.at(17).text])
    let faster = states.take(AccountPace(factor: 2), of: "main", at: Self.at(60))
    #expect(try Self.slowed(faster) == [Self.at(0).text, "2", Self.at(60).text])
    let last = states.take(AccountPace(factor: 1), of: "main", at: Self.at(90))
    let over = try #require(last)
    #expect(!over.contains("slowed"))
    #expect(states.take(AccountPace(factor: 1), of: "main", at: Self.at(91)) == nil)
  }

  @Test("A pause says nothing of the pace, and leaves it as it is")
  func both() throws {
    var states = AccountStates()
    _ = states.take(AccountPace(factor: 8), of: "main", at: Self.at(0))
    let note = AccountNote(state: .paused, code: .unauthorized)
    let paused = states.take(note, of: "main", at: Self.at(5))
    #expect(paused.contains("\"state\":\"paused\",\"since\":\"\(Self.at(5).text)\""))
    #expect(try Self.slowed(paused)[1] == "8")
    states.keep([])
    #expect(!states.take(AccountNote(state: .running), of: "main", at: Self.at(6)).contains("8,"))
  }

  private static func slowed(_ note: String?) throws -> [String] {
    let json = try JSONParser.parse(Array(try #require(note).utf8))
    let slowed = try #require(json["slowed"]?.object)
    return slowed.members.compactMap { $0.value.string ?? $0.value.number?.text }
  }
}
