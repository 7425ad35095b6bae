import SMSCore
import Testing

/// MMS: what they carry, and where they wait.
extension LedgerConformance {
  private static let picture = Media(urls: ["https://example.com/a.jpg"])
  private static let lane = Lane(
    account: "main",
    spool: "default",
    priority: .normal,
    isMMS: true
  )

  static let mms: [LedgerConformance] = [
    LedgerConformance("an MMS waits in a lane of its own, with its text and its media") { ledger in
      let entry = try await ledger.accepted(Fixtures.message("a", text: "See", media: picture))
      _ = try await ledger.accepted(Fixtures.message("b"))
      #expect(entry.lane == lane && entry.envelope.media == picture)
      #expect(try await ledger.due() == ["b"])
      let page = try await ledger.page(of: lane, dueBy: Fixtures.at(10), excluding: [], limit: 9)
      #expect(page.entries.map(\.envelope) == [entry.envelope] && page.damaged.isEmpty)
      #expect(try await ledger.recover().lanes == [lane, Fixtures.lane])
    },
    LedgerConformance("its result says how many media it has, and no segments") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a", text: "", media: picture, ack: "x"))
      _ = try await ledger.accepted(
        Fixtures.message("b", text: "Hello", media: Media(urls: []), ack: "y")
      )
      _ = try await ledger.accepted(Fixtures.message("c", ack: "z"))
      let first = try #require(try await ledger.result("a")?.message)
      #expect(first.media == 1 && first.segments == 0)
      #expect(try await ledger.result("b")?.message?.media == 0)
      #expect(try await ledger.result("c")?.message?.media == nil)
    },
    LedgerConformance("a retry carries the same media in the same lane") { ledger in
      let entry = try await ledger.accepted(Fixtures.message("a", media: picture))
      #expect(try await ledger.begin([entry.number], at: Fixtures.at(10)) == [entry.number])
      try await ledger.settle([
        Fixtures.settlement(entry.number, .failed(Fixtures.error(.badRequest)))
      ])
      _ = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r")
      let page = try await ledger.page(of: lane, dueBy: Fixtures.at(90), excluding: [], limit: 9)
      #expect(page.entries.map(\.name.id) == ["a.retry-1"])
      #expect(page.entries.first?.envelope == entry.envelope)
    },
    LedgerConformance("none begins in an account whose version of the API has no MMS") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a", media: picture)).number
      let text = try await ledger.accepted(Fixtures.message("b")).number
      var rules = SendingRules()
      rules.apisWithoutMMS = ["main": "v2"]
      try await ledger.use(rules)
      #expect(try await ledger.begin([job, text], at: Fixtures.at(10)) == [text])
      let result = try await ledger.result("a")
      #expect(result?.state == .failed && result?.error?.code == .mmsNotSupported)
      #expect(result?.error?.hint.contains("accounts.main.api") == true)
    },
    LedgerConformance("the same text with other media is no repetition, with the same it is one") {
      ledger in
      try await ledger.use(SendingRules(repeats: ["default": Interval(seconds: 60)]))
      let first = try await ledger.accepted(Fixtures.message("a", media: picture)).number
      #expect(try await ledger.begin([first], at: Fixtures.at(10)) == [first])
      try await ledger.settle([Fixtures.settlement(first, .sent(providerMessageID: "x"))])
      let text = try await ledger.accepted(Fixtures.message("b")).number
      let other = Media(urls: ["https://example.com/b.jpg"])
      let second = try await ledger.accepted(Fixtures.message("c", media: other)).number
      let same = try await ledger.accepted(Fixtures.message("d", media: picture)).number
      let now = Fixtures.at(1_000)
      #expect(try await ledger.begin([text], at: now) == [text])
      #expect(try await ledger.begin([second], at: now) == [second])
      #expect(try await ledger.begin([same], at: now) == [])
      #expect(try await ledger.result("d")?.error?.code == .duplicateText)
    },
    LedgerConformance("a dry run costs an MMS's price, and says how many are ahead") { ledger in
      let staging = Staging(isDryRun: true, prices: Prices(perSegment: 0.004, perMMS: 0.01))
      _ = try await ledger.accepted(Fixtures.message("a", media: picture))
      _ = try await ledger.accepted(Fixtures.message("b"))
      try await ledger.use(SendingRules(accounts: ["main": staging]))
      let submission = Fixtures.message("c", media: picture)
      guard case .message(let message) = submission.content else { return }
      let preview = try await ledger.preview(message, of: submission)
      #expect(preview.ahead == 2 && preview.mmsAhead == 1)
      #expect(preview.error?.price == 0.01)
    },
    LedgerConformance("one that was sent without an id is looked for as an MMS") { ledger in
      let job = try await ledger.accepted(Fixtures.message("a", text: "", media: picture)).number
      _ = try await ledger.begin([job], at: Fixtures.at(10))
      let digest = try #require(TextDigest(bytes: [UInt8](repeating: 7, count: 16)))
      try await ledger.settle([
        Fixtures.settlement(job, .sent(providerMessageID: nil), digest: digest)
      ])
      let nameless = try await ledger.recover().nameless
      #expect(nameless.map(\.key.isMMS) == [true])
    },
    LedgerConformance("an update of its text keeps its media, its lane and its price") { ledger in
      let entry = try await ledger.accepted(
        Fixtures.message("a", text: "Old", media: picture, ack: "x")
      )
      let new = NormalizedText(text: MessageText("New"), replacements: [])
      let update = MessageUpdate(priority: .high, text: .given(new))
      _ = try await ledger.carriedOut(.update(Fixtures.name("a"), update), id: "u")
      var high = lane
      high.priority = .high
      let page = try await ledger.page(of: high, dueBy: Fixtures.at(90), excluding: [], limit: 9)
      #expect(page.entries.map(\.envelope.text.string) == ["New"] && page.damaged.isEmpty)
      #expect(page.entries.first?.envelope.media == picture)
      #expect(page.entries.first?.number == entry.number)
      let result = try #require(try await ledger.result("a")?.message)
      #expect(result.media == 1 && result.segments == 0)
    },
    LedgerConformance("it counts for caps as one segment, or as many as the rules say") { ledger in
      let cap = Cap(
        Cap.ID(.account("main"), .segmentsPerDay),
        limit: 4,
        counters: [.account("main")]
      )
      try await ledger.use(SendingRules(caps: SendingCaps([cap])))
      var jobs: [JobNumber] = []
      for id in ["a", "b", "c"] {
        jobs.append(try await ledger.accepted(Fixtures.message(id, media: picture)).number)
      }
      #expect(try await ledger.begin([jobs[0]], at: Fixtures.at(10)) == [jobs[0]])
      let rules = SendingRules(caps: SendingCaps([cap], segmentsOfMMS: ["main": 3]))
      try await ledger.use(rules)
      #expect(try await ledger.begin([jobs[1], jobs[2]], at: Fixtures.at(20)) == [jobs[1]])
      #expect(try await ledger.begin([jobs[2]], at: Fixtures.at(30)) == [])
    },
  ]
}
