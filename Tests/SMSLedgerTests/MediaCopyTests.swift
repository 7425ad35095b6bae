import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite("Copies of messages' files in the ledger")
struct MediaCopyTests {
  private let file: LedgerFile

  init() throws {
    file = try LedgerFile()
  }

  @Test("do what any ledger must do", arguments: MediaCopyConformance.all)
  func conforms(_ rule: MediaCopyConformance) async throws {
    let ledger = try await file.opened()
    try await rule.check(ledger)
    await ledger.close()
    try LedgerInspection(path: file.path).expectSound()
  }

  @Test("outlive a restart, and a ledger of an earlier version takes some")
  func restart() async throws {
    _ = try file.createOlder(without: "media_set")
    let first = try await file.opened()
    #expect(try await first.knownMedia() == [])
    _ = try await first.accepted(Fixtures.message("a", media: MediaCopyConformance.media()))
    await first.close()
    let second = try await file.opened()
    #expect(try await second.knownMedia() == [MediaCopyConformance.key])
    await second.close()
  }

  @Test("those of a batch's messages are released in steps, however many share them")
  func many() async throws {
    let ledger = try await file.opened()
    for index in 0..<450 {
      let message = Fixtures.message("m\(index)", media: MediaCopyConformance.media())
      let job = try await ledger.accepted(message).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      try await ledger.settle([Fixtures.settlement(job, .failed(Fixtures.error(.badRequest)))])
    }
    var looks = 0
    while try await ledger.releaseMedia(after: nil, endedBefore: Fixtures.at(50), limit: 9).keys
      .isEmpty
    { looks += 1 }
    #expect(looks == 2)
    await ledger.close()
  }

  @Test("their place leaves the ledger with the text, and what it knows of them after that")
  func erased() async throws {
    let ledger = try await file.opened()
    let message = Fixtures.message("a", media: MediaCopyConformance.media())
    let job = try await ledger.accepted(message).number
    _ = try await ledger.begin([job], at: Fixtures.at(10))
    try await ledger.settle([Fixtures.settlement(job, .sent(providerMessageID: "mdr2-1"))])
    _ = try await ledger.releaseMedia(after: nil, endedBefore: Fixtures.at(50), limit: 9)
    try await ledger.forgetMedia([MediaCopyConformance.key])
    await ledger.close()
    #expect(try !file.image().holds(MediaCopyConformance.key))
  }
}
