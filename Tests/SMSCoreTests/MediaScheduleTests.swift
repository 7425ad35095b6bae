import SMSCore
import Testing

@Suite("The files of an MMS")
struct MediaScheduleTests {
  private static let begun = WallTime(milliseconds: 1_000_000)

  private static func next(
    _ fault: MediaFault,
    tries: Int,
    after seconds: Double = 0
  ) -> Double? {
    let now = begun.advanced(by: Interval(seconds: seconds))
    let end = MediaSchedule.end(sentAt: begun, kept: Interval(seconds: 7 * 86_400), at: begun)
    return MediaSchedule.next(after: fault, tries: tries, begun: begun, end: end, at: now)
      .map { $0.since(now).seconds }
  }

  @Test("are fetched again after 30 s, twice as long each time, at most 4 h")
  func waits() {
    let waits = [1, 2, 3, 9, 10, 11, 1_000].map { Self.next(.unreachable, tries: $0) }
    #expect(waits == [30, 60, 120, 7_680, 14_400, 14_400, 14_400])
  }

  @Test(
    "are given up at once, after an hour, or after three days",
    arguments: MediaFault.allCases
  )
  func patience(_ fault: MediaFault) {
    let isFinal = [.linkRefused, .tooMany, .tooLarge].contains(fault)
    let isBrief = [.addressRefused, .empty, .gone, .refused].contains(fault)
    #expect((Self.next(fault, tries: 1) == nil) == isFinal)
    #expect((Self.next(fault, tries: 1, after: 3_500) == nil) == isFinal)
    #expect((Self.next(fault, tries: 1, after: 3_590) == nil) == (isFinal || isBrief))
    #expect(Self.next(fault, tries: 1, after: 3 * 86_400 - 29) == nil)
  }

  @Test("are given up before what names them is removed, but an old text's get an hour")
  func ends() {
    let day = Interval(seconds: 86_400)
    let end = { (kept: Interval, now: WallTime) in
      MediaSchedule.end(sentAt: Self.begun, kept: kept, at: now).since(Self.begun).seconds
    }
    #expect(end(day, Self.begun) == 86_400)
    #expect(end(.zero, Self.begun) == 3_600)
    #expect(end(day, Self.begun.advanced(by: Interval(seconds: 1_000_000))) == 1_003_600)
  }

  private static let types: [(String, [UInt8])] = [
    ("jpg", [0xFF, 0xD8, 0xFF, 0xE0]),
    ("png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]),
    ("gif", Array("GIF89a..".utf8)), ("mp4", [0, 0, 0, 24] + Array("ftypisom....".utf8)),
    ("3gp", [0, 0, 0, 24] + Array("ftyp3gp5".utf8)),
    ("heic", [0, 0, 0, 24] + Array("ftypheic".utf8)),
    ("mov", [0, 0, 0, 24] + Array("ftypqt  ".utf8)), ("webp", Array("RIFF....WEBPVP8 ".utf8)),
    ("wav", Array("RIFF....WAVEfmt ".utf8)), ("bin", Array("RIFF....ACON".utf8)),
    ("amr", Array("#!AMR\n".utf8)), ("mp3", Array("ID3...".utf8)), ("pdf", Array("%PDF-1.7".utf8)),
    ("vcf", Array("BEGIN:VCARD\r\n".utf8)), ("bin", Array("<html><script>".utf8)),
    ("bin", Array("<svg xmlns=".utf8)), ("bin", Array("#!/bin/sh\n".utf8)),
    ("bin", [0x7F, 0x45, 0x4C, 0x46]), ("bin", []), ("bin", [0xFF]),
    ("bin", Array("MZ......".utf8)), ("bin", [0, 0, 0, 24] + Array("ftyp".utf8)),
  ]

  @Test("have a suffix by their first bytes only", arguments: types)
  func suffix(_ suffix: String, _ bytes: [UInt8]) {
    #expect(MediaType.suffix(of: bytes) == suffix)
    #expect(MediaType.suffixes.contains(suffix))
  }

  @Test("a fault has a code, a message and a hint of its own")
  func faults() {
    let faults = MediaFault.allCases
    #expect(Set(faults.map(\.message)).count == faults.count)
    #expect(faults.allSatisfy { $0.hint.hasSuffix(".") })
    let failure = MediaFailure(.gone, httpStatus: 404)
    #expect(failure.message == "the link does not work (HTTP status 404)")
  }
}
