import SMSCore
import SMSJSON
import Testing

@testable import SMSDaemon

@Suite("Readiness")
struct ReadinessTests {
  private static let since = WallTime(milliseconds: 1_795_420_800_000)

  private static let two = Readiness(reasons: [
    .init(.held, detail: "everything, until it is released"),
    .init(.accountPaused, subject: "main", since: since, detail: "unauthorized. See the keys."),
    .init(.intakeStopped, subject: "default"),
  ])

  @Test("is a word, or a line for each reason")
  func text() {
    #expect(Readiness(reasons: []).text == "ready\n")
    #expect(
      Self.two.text == """
        held: everything, until it is released
        account_paused: account main since 2026-11-23T08:00:00.000Z: unauthorized. See the keys.
        intake_stopped: spool default

        """
    )
  }

  @Test("is an object for programs")
  func json() throws {
    let ready = JSONWriter.write(.object(Readiness(reasons: []).json), as: .compact)
    #expect(String(decoding: ready, as: UTF8.self) == #"{"ready":true}"#)
    let reasons = try #require(Self.two.json["reasons"]?.array)
    #expect(Self.two.json["ready"] == false && reasons.count == 3)
    #expect(reasons[1]["code"] == "account_paused" && reasons[1]["account"] == "main")
    #expect(reasons[1]["since"] == "2026-11-23T08:00:00.000Z")
    #expect(reasons[2]["spool"] == "default" && reasons[2]["detail"] == nil)
  }
}
