import SMSCore
import Testing

extension LedgerReaderConformance {
  private static let pool = SenderPool(
    account: "main",
    numbers: [Fixtures.phone(101), Fixtures.phone(102), Fixtures.phone(103)]
  )

  /// A message to a phone, from a pool.
  private static func message(
    _ id: String,
    to phone: Int = 142,
    spool: String = "default",
    from pool: SenderPool = pool,
    at now: WallTime = Fixtures.start
  ) -> Submission {
    var submission = Fixtures.message(id, spool: spool, to: phone, acceptedAt: now)
    guard case .message(var message) = submission.content else { return submission }
    message.pool = pool
    message.from = pool.first
    submission.content = .message(message)
    return submission
  }

  private static func rules(_ scope: OptOutScope) -> OptOutRules {
    OptOutRules(
      scope: scope,
      accounts: Dictionary(uniqueKeysWithValues: pool.numbers.map { ($0, "main") }),
      pools: ["default": Set(pool.numbers)]
    )
  }

  private static func load(_ last: Int, _ count: Int, spool: String = "default") -> SenderLoad {
    SenderLoad(spool: spool, sender: Fixtures.phone(last), recipients: count)
  }

  static let pools = [
    rule("a recipient gets a number of the pool with its first text, and keeps it") {
      ledger,
      reader in
      var senders: [PhoneNumber] = []
      for (index, phone) in [142, 143, 144, 145, 143, 142].enumerated() {
        let entry = try await ledger.accepted(message("m\(index)", to: phone))
        senders.append(entry.envelope.from)
        #expect(entry.lane.account == "main")
      }
      #expect(senders == [101, 102, 103, 101, 102, 101].map(Fixtures.phone))
      #expect(try reader.summary().senders == [load(101, 2), load(102, 1), load(103, 1)])
      #expect(try reader.show(Fixtures.name("m4"))?.snapshot.message?.from == Fixtures.phone(102))
      let assigned = try reader.senders(of: Fixtures.phone(143))
      #expect(assigned.map(\.sender) == [Fixtures.phone(102)] && assigned[0].spool == "default")
      #expect(assigned[0].since == Fixtures.start)
    },
    rule("each spool has recipients of its own, and a request with a sender of its own none") {
      ledger,
      reader in
      _ = try await ledger.accepted(message("a", to: 142))
      #expect(
        try await ledger.accepted(message("b", to: 143)).envelope.from == Fixtures.phone(102)
      )
      let other = try await ledger.accepted(message("c", to: 143, spool: "other"))
      #expect(other.envelope.from == Fixtures.phone(101))
      let named = try await ledger.accepted(Fixtures.message("d", to: 143, from: 103))
      #expect(named.envelope.from == Fixtures.phone(103))
      #expect(
        try reader.summary().senders == [load(101, 1), load(102, 1), load(101, 1, spool: "other")]
      )
    },
    rule("the same request again is the same message, and changes no assignment") {
      ledger,
      reader in
      let first = try await ledger.accepted(message("a"))
      #expect(try await ledger.accept([message("a")]) == [.again(first.number)])
      var moved = message("a")
      moved.taken = 7
      moved.hasExplicitID = false
      #expect(try await ledger.accept([moved]) == [.duplicate])
      var unknown = message("a", to: 150)
      unknown.digest = [UInt8](repeating: 2, count: 32)
      unknown.taken = 8
      #expect(try await ledger.accept([unknown]) == [.duplicate])
      #expect(try reader.summary().senders == [load(101, 1)])
      #expect(try reader.senders(of: Fixtures.phone(150)) == [])
    },
    rule("a request without a phone to send to is given no number") { ledger, reader in
      var submission = message("a")
      guard case .message(var lost) = submission.content else { return }
      lost.to = .subject("nobody")
      submission.content = .message(lost)
      guard case .ended(let ended) = try await ledger.accept([submission]).first else {
        return #expect(Bool(false), "it was accepted")
      }
      #expect(ended.state == .failed && ended.code == .unknownSubject)
      #expect(try reader.summary().senders == [])
    },
    rule("a number that left the pool hands its recipients over, one that came gets none of them") {
      ledger,
      reader in
      for phone in [142, 143, 144] {
        _ = try await ledger.accepted(message("m\(phone)", to: phone))
      }
      let smaller = SenderPool(
        account: "main",
        numbers: [Fixtures.phone(102), Fixtures.phone(103), Fixtures.phone(104)]
      )
      let later = Fixtures.at(500)
      let stays = try await ledger.accepted(message("n", to: 143, from: smaller, at: later))
      #expect(stays.envelope.from == Fixtures.phone(102))
      let moves = try await ledger.accepted(message("o", to: 142, from: smaller, at: later))
      #expect(moves.envelope.from == Fixtures.phone(104))
      #expect(try reader.summary().senders == [load(102, 1), load(103, 1), load(104, 1)])
      #expect(try reader.senders(of: Fixtures.phone(142)).map(\.since) == [later])
      let back = try await ledger.accepted(message("p", to: 142, at: Fixtures.at(600)))
      #expect(back.envelope.from == Fixtures.phone(101))
    },
    rule("who opted out of one number of the pool gets no other, codes included") {
      ledger,
      reader in
      for scope in [OptOutScope.number, .account] {
        try await ledger.use(rules(scope))
        let spool = "default"
        let phone = scope == .number ? 150 : 151
        let stop = InboundMessage(
          id: "stop-\(phone)",
          from: Fixtures.phone(phone).digits,
          to: Fixtures.phone(103),
          body: "STOP"
        )
        let delivery = InboundDelivery(message: stop, spools: [spool])
        _ = try await ledger.keep([delivery], at: Fixtures.at(1))
        let preview = try await ledger.preview(message("m\(phone)", to: phone))
        #expect(preview.isOptedOut && preview.error?.code == .recipientOptedOut)
        let job = try await ledger.accepted(message("m\(phone)", to: phone))
        #expect(job.envelope.from != Fixtures.phone(103))
        #expect(try await ledger.begin([job.number], at: Fixtures.at(10)) == [])
        #expect(try await ledger.result("m\(phone)")?.error?.code == .recipientOptedOut)
        let code = Fixtures.code("c\(phone)", to: phone, from: pool)
        guard case .ended(let ended) = try await ledger.accept([code]).first else {
          return #expect(Bool(false), "the code was accepted")
        }
        #expect(ended.code == .recipientOptedOut)
        // The last word wins for the number that the recipient has.
        let start = InboundMessage(
          id: "start-\(phone)",
          from: Fixtures.phone(phone).digits,
          to: job.envelope.from,
          body: "START"
        )
        let again = InboundDelivery(message: start, spools: [spool])
        _ = try await ledger.keep([again], at: Fixtures.at(20))
        let next = try await ledger.accepted(message("n\(phone)", to: phone))
        #expect(try await ledger.begin([next.number], at: Fixtures.at(30)) == [next.number])
      }
    },
    rule("a preview says which number it would be, and assigns nothing") { ledger, reader in
      _ = try await ledger.accepted(message("a", to: 142))
      let known = try await ledger.preview(message("b", to: 142))
      #expect(known.sender == Fixtures.phone(101))
      let new = try await ledger.preview(message("b", to: 143))
      #expect(new.sender == Fixtures.phone(102))
      #expect(try await ledger.preview(Fixtures.message("b")).sender == nil)
      #expect(try reader.summary().senders == [load(101, 1)])
    },
    rule("the lines of a batch each get their number, in the commits of the lines") {
      ledger,
      reader in
      _ = try await ledger.accepted(message("a", to: 150))
      let phones = [142, 142, 143, 144, 150, 145, 146]
      let lines = phones.enumerated().map { message("b.\($0.offset + 2)", to: $0.element) }
      var preview = try await ledger.preview(Array(lines[..<3]), after: BatchPreview())
      preview.add(try await ledger.preview(Array(lines[3...]), after: preview))
      #expect(preview.senders == [101: 2, 102: 3, 103: 2].mapped)
      #expect(try reader.summary().senders == [load(101, 1)])
      let batch = try await ledger.begunBatch("b", messages: lines.count)
      for (place, part) in [(100, lines[..<3]), (200, lines[3...])] {
        let addition = try await ledger.add(
          Array(part),
          to: batch,
          through: BatchPlace(offset: Int64(place), line: place)
        )
        #expect(addition == .added)
      }
      _ = try await ledger.activate(batch, at: Fixtures.at(5))
      let page = try await ledger.page(
        of: Fixtures.lane(of: batch),
        dueBy: Fixtures.at(50),
        excluding: [],
        limit: 100
      )
      let senders = page.entries.map(\.envelope.from)
      #expect(senders == [102, 102, 103, 101, 101, 102, 103].map(Fixtures.phone))
      #expect(try reader.summary().senders == [load(101, 2), load(102, 2), load(103, 2)])
    },
    rule("an erasure takes the numbers of a phone, but not what a later text was given") {
      ledger,
      reader in
      let phone = Fixtures.phone(142)
      for spool in ["default", "other"] {
        let job = try await ledger.accepted(message("a", spool: spool)).number
        _ = try await ledger.begin([job], at: Fixtures.at(10))
        try await ledger.settle([Fixtures.settlement(job, .sent(providerMessageID: nil))])
      }
      let erasure = try await ledger.erasure("e")
      #expect(try await ledger.begin(erasure, at: Fixtures.at(60)) == 0)
      _ = try await ledger.accepted(message("later", spool: "other", at: Fixtures.at(70)))
      try await ledger.finish(erasure)
      #expect(try reader.senders(of: phone).map(\.spool) == ["other"])
      #expect(try reader.summary().senders == [load(101, 1, spool: "other")])
    },
    rule("an assignment is kept for ten years after its last text, with a day's resolution") {
      ledger,
      reader in
      let day: Int64 = 86_400_000
      _ = try await ledger.accepted(message("a", to: 142))
      _ = try await ledger.accepted(message("b", to: 143))
      _ = try await ledger.accepted(message("c", to: 142, at: Fixtures.at(day / 2)))
      #expect(try reader.senders(of: Fixtures.phone(142)).map(\.usedAt) == [Fixtures.start])
      _ = try await ledger.accepted(message("d", to: 142, at: Fixtures.at(2 * day)))
      #expect(try reader.senders(of: Fixtures.phone(142)).map(\.usedAt) == [Fixtures.at(2 * day)])
      #expect(try await ledger.pruneAssignments(before: Fixtures.at(1), limit: 9) == 1)
      #expect(try reader.senders(of: Fixtures.phone(143)) == [])
      #expect(try reader.summary().senders == [load(101, 1)])
      #expect(try await ledger.pruneAssignments(before: Fixtures.at(2 * day), limit: 9) == 0)
    },
  ]
}

extension [Int: Int] {
  /// With numbers of ours as keys.
  fileprivate var mapped: [PhoneNumber: Int] {
    reduce(into: [:]) { $0[Fixtures.phone($1.key)] = $1.value }
  }
}

extension Fixtures {
  /// A code for a phone, from a pool.
  fileprivate static func code(_ id: String, to phone: Int, from pool: SenderPool) -> Submission {
    let request = CodeRequest(
      purpose: .verify(.phone(Fixtures.phone(phone))),
      account: pool.account,
      from: pool.first,
      pool: pool,
      template: CodeTemplate("Code {code}", origin: nil),
      wantsNewCode: false,
      requiresVerified: false,
      policy: VerificationPolicy()
    )
    var submission = Fixtures.message(id)
    submission.content = .code(request)
    return submission
  }
}
