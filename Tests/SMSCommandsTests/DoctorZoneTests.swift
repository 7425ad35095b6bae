import Glibc
import SMSCore
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@testable import SMSCommands

@Suite("doctor and the time zones", .throttled)
struct DoctorZoneTests {
  /// What is found of the system's zones, if their database begins with that text.
  private func findings(_ text: String?, at time: String) async throws -> [Finding] {
    let fixture = try CommandFixture(
      spoolMembers: #"send_window: [{ from: "08:00", to: "20:00" }], time_zone: "America/New_York""#
    )
    let zones = fixture.directory.path("zones")
    try fixture.directory.directory.makeDirectory("zones", mode: 0o755)
    for area in Set(SendWindows.areaZones.map { $0.prefix { $0 != "/" } }) {
      try #require(symlink("\(ZoneFiles.standardDirectory)/\(area)", "\(zones)/\(area)") == 0)
    }
    if let text {
      try Directory(path: zones).writeReplacing("tzdata.zi", Array(text.utf8), durable: false)
    }
    let configuration = try Configuration.load(path: fixture.configuration)
    var checks = await DoctorChecks(configuration, path: fixture.configuration, .system())
    checks.zoneFiles = ZoneFiles(zones)
    checks.now = try #require(RFC3339.time(time))
    return checks.windows()
  }

  @Test(
    "an old database is noted from the middle of the next year on, and one that does not say",
    arguments: [
      ("# version 2026b\n", "2026-11-30T00:00:00Z", Finding.Level.ok, "release 2026b"),
      ("# version 2025b\n", "2026-06-01T00:00:00Z", .ok, "release 2025b"),
      ("# version 2025b\n", "2026-11-30T00:00:00Z", .note, "release 2025b: the rules of some"),
      ("# version 2019c extra\n", "2026-11-30T00:00:00Z", .note, "does not say how old"),
      ("", "2026-11-30T00:00:00Z", .note, "does not say how old"),
      (nil, "2026-11-30T00:00:00Z", .note, "does not say how old"),
    ] as [(String?, String, Finding.Level, String)]
  )
  func age(_ text: String?, _ time: String, _ level: Finding.Level, _ words: String) async throws {
    let found = try await findings(text, at: time)
    #expect(found.map(\.level) == [level], "\(found)")
    #expect(found.allSatisfy { $0.text.contains(words) }, "\(found)")
    #expect(found.allSatisfy { ($0.level == .ok) == $0.hint.isEmpty })
  }
}
