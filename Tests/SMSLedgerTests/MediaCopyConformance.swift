import SMSCore
import Testing

/// What every ledger must know of the copies of messages' files: one check per rule, each on an empty
/// ledger.
struct MediaCopyConformance: Sendable, CustomTestStringConvertible {
  typealias Store = Ledger & MediaCopyRegister

  let testDescription: String
  let check: @Sendable (any Store) async throws -> Void

  init(_ rule: String, _ check: @escaping @Sendable (any Store) async throws -> Void) {
    testDescription = rule
    self.check = check
  }

  static let key = String(repeating: "a0", count: 32)
  private static let lane = Lane(
    account: "main",
    spool: "default",
    priority: .normal,
    isMMS: true
  )

  static func media(_ key: String = key, digest: String = "d1") -> Media {
    Media(
      urls: ["https://example.com/a.jpg"],
      copies: MediaCopies(key: key, files: [MediaCopies.File(suffix: "png", digest: digest)])
    )
  }

  /// What is released of what ended before a time, in milliseconds.
  private static func released(_ store: any Store, at time: Int64) async throws -> [String] {
    try await store.releaseMedia(after: nil, endedBefore: Fixtures.at(time), limit: 9).keys
  }

  /// Accepts a message, and fails its first attempt at 20 ms.
  private static func failed(_ id: String, _ store: any Store) async throws -> JobNumber {
    let job = try await store.accepted(Fixtures.message(id, media: media())).number
    #expect(try await store.begin([job], at: Fixtures.at(10)) == [job])
    try await store.settle([Fixtures.settlement(job, .failed(Fixtures.error(.badRequest)))])
    return job
  }

  static let all = [
    MediaCopyConformance("they come with their message, and stand where they were") { store in
      let entry = try await store.accepted(Fixtures.message("a", text: "See", media: media()))
      #expect(entry.envelope.media == media() && entry.lane == lane)
      let page = try await store.page(of: lane, dueBy: Fixtures.at(10), excluding: [], limit: 9)
      #expect(page.entries.map(\.envelope.media) == [media()] && page.damaged.isEmpty)
      #expect(try await store.knownMedia() == [key])
    },
    MediaCopyConformance(
      "they are released once the last message that needs them has ended long ago"
    ) {
      store in
      _ = try await failed("a", store)
      let waiting = try await store.accepted(Fixtures.message("b", media: media())).number
      #expect(try await released(store, at: 9_000) == [])
      _ = try await store.begin([waiting], at: Fixtures.at(10))
      try await store.settle([Fixtures.settlement(waiting, .sent(providerMessageID: "mdr2-1"))])
      #expect(try await released(store, at: 20) == [])
      #expect(try await released(store, at: 21) == [key])
      // Until their files are gone, they are named again.
      #expect(try await released(store, at: 21) == [key])
      try await store.forgetMedia([key])
      #expect(try await released(store, at: 21) == [])
      #expect(try await store.knownMedia() == [])
    },
    MediaCopyConformance("a look goes on where the last one ended") { store in
      let keys = (0..<5).map { String(repeating: "\($0)", count: 64) }
      for (index, key) in keys.enumerated() {
        let job = try await store.accepted(Fixtures.message("m\(index)", media: media(key))).number
        _ = try await store.begin([job], at: Fixtures.at(10))
        try await store.settle([Fixtures.settlement(job, .failed(Fixtures.error(.badRequest)))])
      }
      var found: [String] = []
      var next: String?
      repeat {
        let step = try await store.releaseMedia(
          after: next,
          endedBefore: Fixtures.at(50),
          limit: 2
        )
        #expect(step.keys.count <= 2)
        found += step.keys
        next = step.next
      } while next != nil
      #expect(found == keys)
    },
    MediaCopyConformance("a retry needs them like its message, and none is made without them") {
      store in
      _ = try await failed("a", store)
      _ = try await store.carriedOut(.retry(Fixtures.name("a")), id: "r")
      #expect(try await released(store, at: 9_000) == [])
      let page = try await store.page(of: lane, dueBy: Fixtures.at(90), excluding: [], limit: 9)
      let retry = try #require(page.entries.first)
      #expect(retry.envelope.media == media())
      #expect(try await store.begin([retry.number], at: Fixtures.at(60)) == [retry.number])
      try await store.settle([
        Fixtures.settlement(retry.number, .failed(Fixtures.error(.forbidden)))
      ])
      #expect(try await released(store, at: 9_000) == [key])
      _ = try await store.carriedOut(.retry(Fixtures.name("a.retry-1")), id: "s")
      let refusal = try await store.result("s", spool: "operator")
      #expect(refusal?.state == .failed && refusal?.error?.code == .mediaGone)
    },
    MediaCopyConformance("a message without them ends when it would begin") { store in
      let job = try await store.accepted(Fixtures.message("a", media: media())).number
      try await store.forgetMedia([key])
      #expect(try await store.begin([job], at: Fixtures.at(10)) == [])
      let result = try await store.result("a")
      #expect(result?.state == .failed && result?.error?.code == .mediaGone)
      let named = Media(urls: [], paths: ["a.jpg"])
      let other = try await store.accepted(Fixtures.message("b", media: named)).number
      #expect(try await store.begin([other], at: Fixtures.at(10)) == [])
      #expect(try await store.result("b")?.error?.code == .mediaGone)
    },
    MediaCopyConformance("a message ends when it would begin while nothing serves them") { store in
      let job = try await store.accepted(Fixtures.message("a", media: media())).number
      let plain = Media(urls: ["https://example.com/a.jpg"])
      let other = try await store.accepted(Fixtures.message("b", media: plain)).number
      var rules = SendingRules()
      rules.servesMedia = false
      try await store.use(rules)
      #expect(try await store.begin([job, other], at: Fixtures.at(10)) == [other])
      #expect(try await store.result("a")?.error?.code == .mediaNotServed)
    },
    MediaCopyConformance("an update of the text keeps them") { store in
      let job = try await store.accepted(Fixtures.message("a", media: media())).number
      let update = MessageUpdate(
        text: .given(NormalizedText(text: MessageText("New"), replacements: []))
      )
      _ = try await store.carriedOut(.update(Fixtures.name("a"), update), id: "u")
      let page = try await store.page(of: lane, dueBy: Fixtures.at(90), excluding: [], limit: 9)
      #expect(page.entries.map(\.number) == [job])
      #expect(page.entries.first?.envelope.media == media())
      #expect(page.entries.first?.envelope.text.string == "New")
    },
    MediaCopyConformance("the same content is a repetition, wherever its copies lie") { store in
      try await store.use(SendingRules(repeats: ["default": Interval(seconds: 60)]))
      let first = try await store.accepted(Fixtures.message("a", media: media())).number
      _ = try await store.begin([first], at: Fixtures.at(10))
      try await store.settle([Fixtures.settlement(first, .sent(providerMessageID: "mdr2-1"))])
      let elsewhere = String(repeating: "b0", count: 32)
      let same = try await store.accepted(Fixtures.message("b", media: media(elsewhere))).number
      let other = try await store.accepted(
        Fixtures.message("c", media: media(String(repeating: "c0", count: 32), digest: "d2"))
      ).number
      #expect(try await store.begin([same, other], at: Fixtures.at(30)) == [other])
      #expect(try await store.result("b")?.error?.code == .duplicateText)
    },
  ]
}
