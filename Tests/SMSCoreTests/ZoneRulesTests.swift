import Testing

@testable import SMSCore

struct ZoneRulesTests {
  private func seconds(_ text: String) -> Int64 { time(text).milliseconds / 1_000 }

  @Test(
    "a footer gives the offset and the next change of any year",
    arguments: [
      ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -18_000, "2026-03-08T07:00:00Z"),
      ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -14_400, "2026-11-01T06:00:00Z"),
      ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -18_000, "2027-03-14T07:00:00Z"),
      ("NST3:30NDT,M3.2.0,M11.1.0", "2026-07-01T00:00:00Z", -9_000, "2026-11-01T04:30:00Z"),
      // The south: summer lies across the turn of the year.
      ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", "2026-01-01T00:00:00Z", -10_800, "2026-04-05T03:00:00Z"),
      ("AAA3BBB,J60/0,300/1:30", "2028-02-29T12:00:00Z", -10_800, "2028-03-01T03:00:00Z"),
      // Days of the year count from 0, so 300 is October 27 of a leap year.
      ("AAA3BBB,J60/0,300/1:30", "2028-10-27T03:29:59Z", -7_200, "2028-10-27T03:30:00Z"),
      // The last Sunday of a month.
      ("<+01>-1<+02>,M3.5.0/-1,M10.5.0/0", "2026-03-28T21:59:59Z", 3_600, "2026-03-28T22:00:00Z"),
    ]
  )
  func footer(rule: String, at: String, offset: Int, next: String) {
    let zone = ZoneRules.posix(rule)
    #expect(zone.offset(at: seconds(at)) == offset)
    #expect(zone.nextChange(after: seconds(at)) == seconds(next))
  }

  @Test("a zone without daylight saving time never changes")
  func constant() {
    let zone = ZoneRules.posix("<-10>10")
    #expect(zone.offset(at: 0) == -36_000)
    #expect(zone.nextChange(after: 0) == nil)
  }

  @Test(
    "what is not the form of the TZ variable is refused",
    arguments: [
      "", "E5", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST25", "EST5EDT,M13.1.0,M11.1.0",
      "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,M3.2.0/168,M11.1.0",
      "EST5EDT,J0,J300", "EST5EDT,366,1", "<EST5", "EST5EDT,M3.2.0,M11.1.0 ",
    ]
  )
  func malformed(text: String) {
    #expect(ZoneFooter(Array(text.utf8)[...]) == nil)
  }

  @Test("changes are read before the footer, and those long ago are left out")
  func file() throws {
    let times: [Int64] = [100, 1_600_000_000, 1_700_000_000]
    let bytes = ZoneFileSample.bytes(
      times: times,
      kinds: [1, 0, 1],
      offsets: [-18_000, -14_400],
      footer: "EST5"
    )
    let zone = try ZoneRules(compiled: bytes)
    #expect(zone.changes == [1_600_000_000, 1_700_000_000])
    #expect(zone.offset(at: 1_500_000_000) == -14_400)
    #expect(zone.offset(at: 1_600_000_000) == -18_000)
    #expect(zone.offset(at: 1_699_999_999) == -18_000)
    #expect(zone.nextChange(after: 1_600_000_000) == 1_700_000_000)
    // The last change and the footer may differ: the footer holds from there on.
    #expect(zone.offset(at: 1_700_000_000) == -18_000)
    #expect(zone.nextChange(after: 1_700_000_000) == nil)
  }

  @Test("a file that is cut anywhere, or of an old version, is refused")
  func damaged() throws {
    let bytes = ZoneFileSample.bytes(
      times: [1_600_000_000],
      kinds: [0],
      offsets: [-18_000],
      footer: "EST5"
    )
    for length in bytes.indices {
      #expect(throws: ZoneFileError.self) { try ZoneRules(compiled: Array(bytes[..<length])) }
    }
    var old = bytes
    old[4] = 0
    #expect(throws: ZoneFileError.oldVersion) { try ZoneRules(compiled: old) }
    var leaps = bytes
    // The second header, after the first one, a type of six bytes and two letters.
    leaps[44 + 8 + 31] = 1
    #expect(throws: ZoneFileError.leapSeconds) { try ZoneRules(compiled: leaps) }
    #expect(throws: ZoneFileError.notAZone) { try ZoneRules(compiled: Array("TZix".utf8)) }
  }
}

/// Compiled zones as the tests want them.
enum ZoneFileSample {
  static func bytes(
    times: [Int64],
    kinds: [UInt8],
    offsets: [Int32],
    footer: String
  ) -> [UInt8] {
    func number(_ value: some FixedWidthInteger) -> [UInt8] {
      (0..<value.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    func header(_ counts: [Int32]) -> [UInt8] {
      Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { number($0) }
    }
    let letters = Array("X".utf8) + [0]
    return header([0, 0, 0, 0, 1, 2]) + number(Int32(0)) + [0, 0] + letters
      + header([0, 0, 0, Int32(times.count), Int32(offsets.count), 2])
      + times.flatMap { number($0) } + kinds + offsets.flatMap { number($0) + [0, 0] } + letters
      + Array("\n\(footer)\n".utf8)
  }
}
