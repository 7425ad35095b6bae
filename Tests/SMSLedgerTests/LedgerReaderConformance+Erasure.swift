import SMSCore
import Testing

extension LedgerReaderConformance {
  private static let phone = Fixtures.phone(142)

  static let erasure = [
    rule("an erasure is refused while a message to the phone has not ended, and changes nothing") {
      ledger,
      reader in
      try await ledger.ended("a", .failed(Fixtures.error(.forbidden)))
      _ = try await ledger.accepted(Fixtures.message("b"))
      _ = try await ledger.accepted(Fixtures.message("c", to: 143))
      let erasure = try await ledger.erasure("e")
      #expect(try await ledger.begin(erasure, at: Fixtures.at(60)) == 1)
      #expect(try reader.openJobs(to: phone) == 1)
      #expect(try reader.show(Fixtures.name("a"))?.snapshot.message?.to == phone)
    },
    rule("a message whose id at the provider is still looked for counts as one that waits") {
      ledger,
      reader in
      let job = try await ledger.accepted(Fixtures.message("a")).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let digest = try #require(TextDigest(bytes: [UInt8](repeating: 7, count: 32)))
      let sent = Settlement.Next.sent(providerMessageID: nil)
      try await ledger.settle([Fixtures.settlement(job, sent, digest: digest)])
      #expect(try await ledger.begin(try await ledger.erasure("e"), at: Fixtures.at(60)) == 1)
      try await ledger.name(job, as: "mdr-1", at: Fixtures.at(70))
      #expect(try await ledger.begin(try await ledger.erasure("f"), at: Fixtures.at(80)) == 0)
      #expect(try reader.openJobs(to: phone) == 0)
    },
    rule("an erased message keeps id, state and times, and loses whom it went to and what it said")
    {
      ledger,
      reader in
      try await ledger.ended("a", .failed(Fixtures.error(.forbidden)), metadata: #"{"x":1}"#)
      let before = try #require(try reader.show(Fixtures.name("a")))
      #expect(try reader.text(of: before.snapshot.number) == "Hello")
      let counts = try await ledger.erased("e")
      #expect(counts.jobs == 1)
      let after = try #require(try reader.show(Fixtures.name("a")))
      #expect(after.snapshot.isErased && after.snapshot.message?.to == nil)
      #expect(after.snapshot.metadata == nil)
      #expect(after.snapshot.error?.code == .forbidden)
      #expect(after.snapshot.error?.providerDetail == nil)
      #expect(try reader.text(of: before.snapshot.number) == nil)
      #expect(after.snapshot.state == before.snapshot.state && after.attempts == before.attempts)
      #expect(after.snapshot.acceptedAt == before.snapshot.acceptedAt)
    },
    rule("what stays of an erased phone is found by its digest, and not by its number") {
      ledger,
      reader in
      try await ledger.ended("a", .sent(providerMessageID: "mdr-1"))
      try await ledger.ended("b", .sent(providerMessageID: "mdr-2"), to: 143)
      try await ledger.received("in", from: 142)
      _ = try await ledger.erased("e")
      var filter = JobFilter()
      filter.recipients = [phone]
      #expect(try reader.ids(filter) == [])
      filter.erasedRecipients = [.sample]
      #expect(try reader.ids(filter) == ["a"])
      #expect(try reader.count(filter) == 1)
      filter.recipients = [phone, Fixtures.phone(143)]
      #expect(try reader.ids(filter) == ["b", "a"])
      let known = PhoneTrace(phone, digest: .sample)
      #expect(try reader.received(from: known, limit: 9).map(\.message.id) == ["in"])
      #expect(try reader.received(from: PhoneTrace(phone, digest: nil), limit: 9) == [])
    },
    rule("a request that is submitted again after the erasure sends nothing") { ledger, reader in
      try await ledger.ended("a", .sent(providerMessageID: "mdr-1"))
      _ = try await ledger.erased("e")
      guard case .again = try await ledger.accept([Fixtures.message("a", taken: 2)]).first else {
        Issue.record("it was not recognized")
        return
      }
      let other = Fixtures.message("a", digest: 2, taken: 3)
      guard case .duplicate = try await ledger.accept([other]).first else {
        Issue.record("another request took its id")
        return
      }
      #expect(try reader.summary().waiting == [])
    },
    rule("an erased message cannot be retried") { ledger, reader in
      try await ledger.ended("a", .failed(Fixtures.error(.forbidden)))
      _ = try await ledger.erased("e")
      _ = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r")
      let retry = try reader.show(Fixtures.name("r", in: "operator"))
      #expect(retry?.snapshot.error?.code == .tooLate)
      #expect(try reader.summary().waiting == [])
    },
    rule("other phones, and what came after the request, are not touched") { ledger, reader in
      try await ledger.ended("other", .failed(Fixtures.error(.forbidden)), to: 143)
      let erasure = try await ledger.erasure("e")
      #expect(try await ledger.begin(erasure, at: Fixtures.at(60)) == 0)
      let later = try await ledger.accepted(Fixtures.message("later")).number
      // It has begun, so that what waits now does not stop it.
      #expect(try await ledger.begin(erasure, at: Fixtures.at(61)) == 0)
      try await ledger.finish(erasure)
      #expect(try reader.show(Fixtures.name("other"))?.snapshot.message?.to == Fixtures.phone(143))
      #expect(try reader.show(Fixtures.name("later"))?.snapshot.message?.to == phone)
      #expect(try reader.text(of: later) == "Hello")
    },
    rule("an erasure of many messages goes on, and counts each once, wherever it was interrupted") {
      ledger,
      reader in
      for number in 0..<250 {
        try await ledger.ended("m\(number)", .sent(providerMessageID: "mdr-\(number)"))
      }
      let erasure = try await ledger.erasure("e")
      #expect(try await ledger.begin(erasure, at: Fixtures.at(60)) == 0)
      let cursor = try await ledger.step(erasure, from: nil)
      #expect(cursor != nil)
      let some = try await ledger.counts(of: erasure).jobs
      #expect(0 < some && some < 250)
      // A crash loses the cursor.
      #expect(try await ledger.begin(erasure, at: Fixtures.at(70)) == 0)
      try await ledger.finish(erasure)
      #expect(try await ledger.counts(of: erasure).jobs == 250)
      #expect(try reader.counts(of: phone).jobs == 0)
    },
    rule("an erasure that has ended does nothing more, and a second one finds nothing") {
      ledger,
      reader in
      try await ledger.ended("a", .sent(providerMessageID: "mdr-1"))
      let erasure = try await ledger.erasure("e")
      _ = try await ledger.begin(erasure, at: Fixtures.at(60))
      try await ledger.end(erasure, with: .done("{}"), at: Fixtures.at(61))
      #expect(try await ledger.step(erasure, from: nil) == nil)
      #expect(try reader.show(Fixtures.name("a"))?.snapshot.message?.to == phone)
      #expect(try await ledger.erased("f").jobs == 1)
      #expect(try await ledger.erased("g").jobs == 0)
    },
    rule("the number leaves the erasure's own request and its entry in the audit when it ends") {
      ledger,
      reader in
      for (id, end) in [("e", CommandEnd.done("{}")), ("f", .failed(.stillWaiting(2, phone)))] {
        let erasure = try await ledger.erasure(id)
        #expect(try reader.audit(.all, before: nil, limit: 1).entries[0].act.target.contains("142"))
        try await ledger.end(erasure, with: end, at: Fixtures.at(61))
        let entry = try reader.audit(.all, before: nil, limit: 1).entries[0]
        #expect(entry.act.target == #"{"to":"\#(PhoneDigest.sample.text)"}"#)
        #expect(try reader.everyMention(of: phone) == [])
      }
    },
    rule("opt-outs and their history stay, and count") { ledger, reader in
      _ = try await ledger.carriedOut(.optOut(phone, sender: nil), id: "o")
      let counts = try await ledger.erased("e")
      #expect(counts.optOuts == 1 && counts.optOutEvents == 1)
      #expect(try reader.optOuts(of: phone).entries.count == 1)
      #expect(try reader.optOutEvents(of: phone).count == 1)
    },
    rule("a receipt that comes after the erasure is kept without its details") { ledger, reader in
      try await ledger.ended("a", .sent(providerMessageID: "mdr-1"))
      _ = try await ledger.erased("e")
      let receipt = Receipt(
        messageID: "mdr-1",
        status: "delivered",
        code: 1003,
        description: "to \(phone.digits)"
      )
      let match = try await ledger.keep([receipt], at: Fixtures.at(90))
      #expect(match == [.joined(Fixtures.name("a"))])
      let delivery = try #require(try reader.show(Fixtures.name("a"))?.snapshot.delivery)
      #expect(delivery.receipts.map(\.code) == [1003])
      #expect(delivery.receipts.map(\.description) == [nil])
    },
    rule("a text that the provider repeats after the erasure is known") { ledger, reader in
      try await ledger.received("in", from: 142)
      #expect(try await ledger.erased("e").received == 1)
      #expect(try await ledger.unpublishedMessages(after: 0, limit: 9) == [])
      let outcome = try #require(try await ledger.received("in", from: 142))
      #expect(!outcome.isNew && !outcome.isContradiction)
      #expect(try reader.texts(from: PhoneTrace(phone, digest: nil), before: nil, limit: 9) == [])
    },
    rule("texts of the ledger that name the phone get its digest instead, in the same length") {
      ledger,
      reader in
      let hint = "\(phone.digits) cannot be reached; \(phone.nationalDigits) neither."
      var error = Fixtures.error(.forbidden)
      error.hint = hint
      try await ledger.ended("a", .failed(error), to: 143, metadata: #"{"for":"2065550142"}"#)
      try await ledger.note("account/main", hint)
      #expect(try reader.everyMention(of: phone).count == 3)
      #expect(try await ledger.erased("e").mentions == 2)
      #expect(try reader.everyMention(of: phone) == [])
      let after = try #require(try reader.show(Fixtures.name("a"))?.snapshot)
      #expect(after.error?.hint.count == hint.count && after.message?.to == Fixtures.phone(143))
      #expect(after.error?.hint.hasPrefix(PhoneDigest.sample.text) == true)
      #expect(after.metadata == #"{"for":"\#(PhoneDigest.sample.shortText)"}"#)
    },
  ]
}

extension PhoneDigest {
  /// A digest that a test knows.
  static let sample: PhoneDigest = {
    guard let digest = PhoneDigest(bytes: (0..<16).map { 0x30 + $0 }) else {
      preconditionFailure("16 bytes are a digest")
    }
    return digest
  }()
}

extension LedgerReader {
  /// Every text that names a phone.
  func everyMention(of phone: PhoneNumber) throws(LedgerError) -> [Mention] {
    var all: [Mention] = []
    var cursor: ErasureCursor?
    repeat {
      let page = try mentions(of: phone, from: cursor)
      all += page.mentions
      cursor = page.next
    } while cursor != nil
    return all
  }
}

extension DaemonLedger {
  /// Accepts an operator's request to erase a phone.
  func erasure(_ id: String, of last: Int = 142) async throws -> PhoneErasure {
    let phone = Fixtures.phone(last)
    var submission = Fixtures.command(.erase(phone), id: id)
    submission.act = OperatorAct(
      author: CommandAuthor(user: 0),
      kind: "erase",
      target: #"{"to":"\#(phone.digits)"}"#
    )
    submission.acceptedAt = Fixtures.at(60)
    guard case .command(let job) = try await accept([submission]).first else {
      throw UnexpectedAnswer()
    }
    return PhoneErasure(command: job.number, phone: phone, digest: .sample)
  }

  /// Takes all steps and ends the erasure.
  func finish(_ erasure: PhoneErasure) async throws {
    var cursor: ErasureCursor?
    repeat { cursor = try await step(erasure, from: cursor) } while cursor != nil
    try await end(erasure, with: .done("{}"), at: Fixtures.at(61))
  }

  /// Erases a phone, and returns what that erased.
  func erased(_ id: String, of last: Int = 142) async throws -> ErasureCounts {
    let erasure = try await erasure(id, of: last)
    #expect(try await begin(erasure, at: Fixtures.at(60)) == 0)
    try await finish(erasure)
    return try await counts(of: erasure)
  }

  /// Accepts a message and ends its first attempt.
  func ended(
    _ id: String,
    _ next: Settlement.Next,
    to last: Int = 142,
    metadata: String? = nil
  ) async throws {
    let job = try await accepted(Fixtures.message(id, to: last, metadata: metadata)).number
    _ = try await begin([job], at: Fixtures.at(10))
    try await settle([Fixtures.settlement(job, next)])
  }

  /// Keeps a text from a phone.
  @discardableResult
  func received(_ id: String, from last: Int) async throws -> InboundOutcome? {
    let message = InboundMessage(
      id: id,
      from: Fixtures.phone(last).digits,
      to: Fixtures.phone(101),
      body: "Hi"
    )
    let delivery = InboundDelivery(message: message, spools: ["default"])
    return try await keep([delivery], at: Fixtures.at(50)).first
  }
}

/// A command was not accepted as one.
private struct UnexpectedAnswer: Error {}
