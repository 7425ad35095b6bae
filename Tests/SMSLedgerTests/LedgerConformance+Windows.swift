import SMSCore
import Testing

extension LedgerConformance {
  /// Los Angeles and New York, always eight and five hours behind: it is 16:16:40 of a Wednesday, and
  /// 19:16:40, when the fixtures begin.
  private static func windows(_ from: Int, _ to: Int) throws -> SendWindows {
    let span = SendWindow.Span(
      days: Set(SendWindow.Weekday.allCases),
      from: from * 60,
      to: to * 60
    )
    return SendWindows(
      spools: [
        "default": SendWindows.Spool(window: SendWindow([span]), timeZone: "America/New_York")
      ],
      zones: [
        "America/Los_Angeles": try ZoneRules(compiled: CompiledZone.bytes(offset: -28_800)),
        "America/New_York": try ZoneRules(compiled: CompiledZone.bytes(offset: -18_000)),
      ]
    )
  }

  private static func lane(_ zones: Int, _ priority: Priority = .normal) -> Lane {
    Lane(
      account: "main",
      spool: "default",
      priority: priority,
      zones: LaneZones(rawValue: zones)
    )
  }

  private static let west = LaneZones(of: Fixtures.phone(142)).rawValue
  /// 17:00 in Los Angeles.
  private static let opening = WallTime(milliseconds: 3_600_000)

  private static func message(
    _ id: String,
    life: Interval?,
    expiresAt: WallTime = Fixtures.far,
    priority: Priority = .normal,
    _ change: (inout Message) -> Void = { _ in }
  ) -> Submission {
    var submission = Fixtures.message(id, priority: priority, expiresAt: expiresAt)
    guard case .message(var message) = submission.content else { return submission }
    message.life = life
    change(&message)
    submission.content = .message(message)
    return submission
  }

  static let windows = [
    LedgerConformance("a message waits in the lane of its zones, and lives from the opening") {
      ledger in
      try await ledger.use(try windows(17, 18))
      let life = Interval(seconds: 60)
      let entry = try await ledger.accepted(message("a", life: life))
      #expect(entry.lane == lane(west) && entry.dueAt == Fixtures.start)
      #expect(entry.expiresAt == opening.advanced(by: life))
      #expect(try await ledger.due(lane(west)) == ["a"])
      #expect(try await ledger.due() == [])
      #expect(try await ledger.recover().lanes == [lane(west)])
    },
    LedgerConformance("an end before the opening ends a message at once, and keeps its text") {
      ledger in
      try await ledger.use(try windows(17, 18))
      let submission = message("a", life: nil, expiresAt: opening)
      guard case .ended(let job) = try await ledger.accept([submission])[0] else {
        Issue.record("it waits")
        return
      }
      #expect(job.state == .expired && job.code == .expired)
      let error = try await ledger.result("a")?.error
      #expect(error?.hint.contains("spools.default.send_window") == true)
      let outcome = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r")
      #expect(outcome == .finished(left: [], lanes: [lane(west)]))
    },
    LedgerConformance("urgent messages, exempt ones and other spools have no window") { ledger in
      try await ledger.use(try windows(17, 18))
      let life = Interval(seconds: 60)
      let urgent = try await ledger.accepted(message("a", life: life, priority: .urgent))
      #expect(urgent.lane == lane(0, .urgent) && urgent.expiresAt == Fixtures.far)
      let exempt = try await ledger.accepted(message("b", life: life) { $0.ignoresWindow = true })
      #expect(exempt.lane.zones == .exempt)
      #expect(try await ledger.accepted(Fixtures.message("c", spool: "other")).lane.zones == .none)
    },
    LedgerConformance("a toll-free number goes by the spool's zone") { ledger in
      try await ledger.use(try windows(19, 20))
      let phone = try PhoneNumber(parsing: "18335550142")
      let entry = try await ledger.accepted(
        message("a", life: Interval(seconds: 60)) { $0.to = .phone(phone) }
      )
      #expect(entry.lane.zones == .spool && entry.expiresAt == Fixtures.far)
    },
    LedgerConformance("messages without zones get those of their recipients, urgent ones none") {
      ledger in
      for id in ["a", "b"] { _ = try await ledger.accepted(Fixtures.message(id)) }
      _ = try await ledger.accepted(Fixtures.message("u", priority: .urgent))
      _ = try await ledger.accepted(Fixtures.message("o", spool: "other"))
      try await ledger.use(try windows(17, 18))
      let part = try await ledger.assignZones(in: "default", from: nil)
      #expect(part == BroughtForward(lanes: [lane(west)], next: nil))
      #expect(try await ledger.due(lane(west)) == ["a", "b"])
      #expect(try await ledger.due(lane(0, .urgent)) == ["u"])
      #expect(try await ledger.due() == [])
      let again = try await ledger.assignZones(in: "default", from: nil)
      #expect(again == BroughtForward(lanes: [], next: nil))
    },
    LedgerConformance("a retry lives as long as the message did, from when its window opens") {
      ledger in
      try await ledger.use(try windows(17, 18))
      let life = Interval(seconds: 60)
      let job = try await ledger.accepted(message("a", life: life)).number
      try await ledger.fail([job], error: Fixtures.error(.forbidden), at: Fixtures.at(10))
      // An hour after the window has closed, 22 hours before it opens again.
      let now = opening.advanced(by: Interval(seconds: 7_200))
      _ = try await ledger.carriedOut(.retry(Fixtures.name("a")), id: "r", at: now)
      let page = try await ledger.page(of: lane(west), dueBy: now, excluding: [], limit: 9)
      let end = opening.advanced(by: Interval(seconds: 86_400 + 60))
      #expect(page.entries.map(\.expiresAt) == [end])
    },
    LedgerConformance("a message of a paused sender is looked for in open lanes") { ledger in
      try await ledger.use(try windows(17, 18))
      _ = try await ledger.accepted(message("a", life: nil))
      let sender = Sender(spool: "default", number: Fixtures.phone(101))
      let closed: Set = [LaneZones(rawValue: west)]
      for (closed, found) in [([], "a"), (closed, nil)] as [(Set<LaneZones>, String?)] {
        let entry = try await ledger.waiting(
          of: sender,
          after: JobNumber(0),
          closed: closed,
          at: Fixtures.at(10)
        )
        #expect(entry?.name.id == found)
      }
    },
    LedgerConformance("a preview says when the window opens, or what would end at once") { ledger in
      try await ledger.use(try windows(17, 18))
      for (life, error) in [(Interval(seconds: 60), nil), (nil, ErrorCode.expired)] {
        let submission = message("a", life: life, expiresAt: opening)
        guard case .message(let message) = submission.content else { continue }
        let preview = try await ledger.preview(message, of: submission)
        #expect(preview.opensAt == opening && preview.error?.code == error)
      }
    },
  ]
}

/// A compiled zone that never changes.
enum CompiledZone {
  static func bytes(offset: Int32) -> [UInt8] {
    func number(_ value: Int32) -> [UInt8] {
      (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    let head = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
    let block =
      head + [0, 0, 0, 0, 1, 2].flatMap { number($0) } + number(offset)
      + [0, 0, UInt8(ascii: "X"), 0]
    return block + block + Array("\n<X>\(-offset / 3_600)\n".utf8)
  }
}
