import SMSCore
import TestSupport
import Testing

@testable import SMSLedger

@Suite("Receipts in the ledger")
struct ReceiptTests {
  let temporary: TemporaryDirectory
  let ledger: SQLiteLedger

  init() async throws {
    temporary = try TemporaryDirectory()
    ledger = try await SQLiteLedger.open(
      path: temporary.path("ledger.sqlite"),
      boot: "a",
      codes: PlainCodes()
    )
  }

  private func receipt(_ code: Int?, level: Int = 2, id: String = "mdr2-1") -> Receipt {
    Receipt(
      messageID: id,
      level: level,
      status: "words",
      code: code,
      description: "description",
      at: Fixtures.at(30)
    )
  }

  @Test("join their message, which is published anew")
  func joins() async throws {
    try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
    let before = try #require(try await ledger.result("a"))
    #expect(before.delivery == nil)
    let matches = try await ledger.keep([receipt(1003)], at: Fixtures.at(40))
    #expect(matches == [.joined(Fixtures.name("a"))])
    let after = try #require(try await ledger.result("a"))
    #expect(after.change > before.change && after.updatedAt == Fixtures.at(40))
    #expect(after.state == .sent)
    #expect(after.delivery?.status == .acceptedByCarrier)
    #expect(after.delivery?.receipts == [receipt(1003)])
  }

  @Test("that come twice are kept once")
  func repeated() async throws {
    try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
    let bare = Receipt(messageID: "mdr2-1", status: "smsc submit")
    let matches = try await ledger.keep(
      [receipt(1003), receipt(1003), bare, bare],
      at: Fixtures.at(40)
    )
    let joined = ReceiptMatch.joined(Fixtures.name("a"))
    #expect(matches == [joined, .repeated, joined, .repeated])
    #expect(try await ledger.result("a")?.delivery?.receipts == [receipt(1003), bare])
  }

  @Test("that come before the answer is committed wait for it")
  func early() async throws {
    #expect(try await ledger.keep([receipt(1004)], at: Fixtures.at(5)) == [.unmatched])
    try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
    #expect(try await ledger.result("a")?.delivery?.status == .delivered)
  }

  @Test("of a STOP put the phone on the list, early or late", arguments: [true, false])
  func optOut(_ isEarly: Bool) async throws {
    if isEarly { _ = try await ledger.keep([receipt(1110)], at: Fixtures.at(5)) }
    try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
    if !isEarly { _ = try await ledger.keep([receipt(1110)], at: Fixtures.at(30)) }
    try await expectOptedOut(.receipt)
  }

  @Test("of a STOP count for messages that nobody knows, if they name both ends")
  func unknownOptOut() async throws {
    var receipt = receipt(1110)
    (receipt.to, receipt.from) = (Fixtures.phone(142), Fixtures.phone(101))
    #expect(try await ledger.keep([receipt], at: Fixtures.at(5)) == [.unmatched])
    try await expectOptedOut(.receipt)
  }

  @Test("a refusal as opted out puts the phone on the list too")
  func refusal() async throws {
    try await ledger.settled("a", .failed(Fixtures.error(.recipientOptedOut)))
    try await expectOptedOut(.refusal)
  }

  @Test("nobody can fill the disk with receipts of one message")
  func bounded() async throws {
    try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
    let many = (0..<40).map { receipt(1003, level: $0) }
    let matches = try await ledger.keep(many, at: Fixtures.at(40))
    #expect(matches.count { $0 == .repeated } == 40 - WriteSession.mostReceipts)
  }

  @Test("of messages that are gone are pruned, the others stay")
  func pruned() async throws {
    try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
    _ = try await ledger.keep([receipt(1003), receipt(1003, id: "mdr2-2")], at: Fixtures.at(40))
    #expect(try await ledger.pruneInbox(before: Fixtures.at(40), limit: 9) == 0)
    #expect(try await ledger.pruneInbox(before: Fixtures.at(41), limit: 9) == 1)
    #expect(try await ledger.result("a")?.delivery != nil)
  }

  /// A further message from the same number to the same phone must not begin.
  private func expectOptedOut(_ source: OptOut.Source) async throws {
    let job = try await ledger.accepted(Fixtures.message("next")).number
    #expect(try await ledger.begin([job], at: Fixtures.at(50)) == [])
    let result = try #require(try await ledger.result("next"))
    #expect(result.state == .failed && result.attempts == 0)
    #expect(result.error?.code == .recipientOptedOut)
    await ledger.close()
    let list = try SQLiteLedgerReader(path: temporary.path("ledger.sqlite")).allOptOuts()
    #expect(list.map(\.source) == [source])
    #expect(list.map(\.phone) == [Fixtures.phone(142)])
    #expect(list.map(\.sender) == [Fixtures.phone(101)])
  }
}
