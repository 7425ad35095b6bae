import SMSCore
import Testing

/// What is sent at most within some time.
extension LedgerConformance {
  private static func second(_ seconds: Int64) -> WallTime { Fixtures.at(seconds * 1_000) }

  private static func cap(
    _ scope: Cap.Scope,
    _ setting: Cap.Setting,
    _ limit: Int,
    _ counters: Set<CapCounter>
  ) -> Cap {
    Cap(Cap.ID(scope, setting), limit: limit, counters: counters)
  }

  private static func account(_ setting: Cap.Setting, _ limit: Int) -> SendingRules {
    SendingRules(
      caps: SendingCaps([cap(.account("main"), setting, limit, [.account("main")])])
    )
  }

  private static func accept(
    _ ids: [String],
    in ledger: any Ledger,
    _ submission: (String) -> Submission = { Fixtures.message($0) }
  ) async throws -> [JobNumber] {
    var jobs: [JobNumber] = []
    for id in ids { jobs.append(try await ledger.accepted(submission(id)).number) }
    return jobs
  }

  /// Whether a message does not fit; the one that is tried is taken back.
  private static func isFull(_ id: String, _ ledger: any Ledger) async throws -> Bool {
    let job = try await ledger.accepted(Fixtures.message(id)).number
    let answer = try await ledger.begin([job], at: Fixtures.moment(Fixtures.at(30)))
    guard answer.begun == [job] else { return true }
    try await ledger.settle([Fixtures.settlement(job, .withdrawn, isProvenUnsent: true)])
    return false
  }

  static let caps: [LedgerConformance] = [
    LedgerConformance("what does not fit in a minute stays as it is, with when it fits") { ledger in
      try await ledger.use(account(.segmentsPerMinute, 3))
      let text = String(repeating: "long ", count: 40)
      let long = try await ledger.accepted(Fixtures.message("a", text: text)).number
      let jobs = try await accept(["b", "c"], in: ledger)
      let answer = try await ledger.begin([long] + jobs, at: Fixtures.moment(second(0)))
      #expect(answer.begun == [long, jobs[0]] && answer.refused.keys.sorted() == [jobs[1]])
      let refusal = answer.refused[jobs[1]]
      #expect(refusal?.used == 3 && refusal?.cap.limit == 3)
      #expect(try await ledger.due() == ["c"])
      guard let until = refusal?.until else { return }
      #expect(until >= second(60) && until <= second(65))
      #expect(try await ledger.begin(jobs, at: second(59)) == [])
      #expect(try await ledger.begin(jobs, at: until) == [jobs[1]])
    },
    LedgerConformance("a day's cap counts until its midnight, and numbers of a group together") {
      ledger in
      let numbers = [101, 102].map { CapCounter.sender(Fixtures.phone($0)) }
      let group = cap(.group("g", account: "main"), .segmentsPerDay, 2, Set(numbers))
      try await ledger.use(SendingRules(caps: SendingCaps([group])))
      let jobs = [
        try await ledger.accepted(Fixtures.message("a")).number,
        try await ledger.accepted(Fixtures.message("b", from: 102)).number,
        try await ledger.accepted(Fixtures.message("c")).number,
        try await ledger.accepted(Fixtures.message("d", from: 103)).number,
      ]
      let answer = try await ledger.begin(jobs, at: Fixtures.moment(second(0)))
      #expect(answer.begun == [jobs[0], jobs[1], jobs[3]])
      guard let until = answer.refused[jobs[2]]?.until else {
        Issue.record("a third is refused")
        return
      }
      #expect(until.milliseconds % 86_400_000 == 0 && until > second(0))
      #expect(try await ledger.begin([jobs[2]], at: until) == [jobs[2]])
    },
    LedgerConformance("what was never sent is given back, what is sent or in doubt is not") {
      ledger in
      try await ledger.use(account(.segmentsPerDay, 1))
      let due = Settlement.Next.deferred(Fixtures.error(.connectionFailed), dueAt: Fixtures.at(60))
      let ends: [(Settlement.Next, isUnsent: Bool)] = [
        (due, true), (.failed(Fixtures.error(.forbidden)), true), (due, false),
      ]
      for (index, end) in ends.enumerated() {
        let job = try await ledger.accepted(Fixtures.message("a\(index)")).number
        #expect(try await ledger.begin([job], at: Fixtures.at(10)) == [job])
        try await ledger.settle([
          Fixtures.settlement(job, end.0, isProvenUnsent: end.isUnsent)
        ])
        #expect(try await isFull("b\(index)", ledger) != end.isUnsent, "\(end)")
      }
    },
    LedgerConformance("a doubt that ends unsent is given back, once") { ledger in
      try await ledger.use(account(.segmentsPerDay, 1))
      let jobs = try await accept(["a", "b", "c"], in: ledger)
      #expect(try await ledger.begin([jobs[0]], at: Fixtures.at(10)) == [jobs[0]])
      let doubt = Doubt(
        since: PastMoment(wall: Fixtures.at(10), monotonic: nil),
        looks: 0,
        nextLookAt: Fixtures.at(30)
      )
      try await ledger.settle([
        Fixtures.settlement(jobs[0], .doubt(Fixtures.error(.timeout), doubt))
      ])
      #expect(try await ledger.begin([jobs[1]], at: Fixtures.at(30)) == [])
      let failed = Settlement.Next.failed(Fixtures.error(.timeout))
      let verdict = Fixtures.verdict(jobs[0], failed, isProvenUnsent: true)
      try await ledger.settle([verdict, verdict])
      #expect(try await ledger.begin([jobs[1], jobs[2]], at: Fixtures.at(50)) == [jobs[1]])
    },
    LedgerConformance("codes and urgent messages are counted, but do not wait") { ledger in
      try await ledger.use(account(.segmentsPerDay, 1))
      let jobs = try await accept(["a", "b"], in: ledger) {
        Fixtures.message($0, priority: .urgent)
      }
      #expect(try await ledger.begin(jobs, at: Fixtures.at(10)) == Set(jobs))
      let other = try await ledger.accepted(Fixtures.message("c")).number
      let answer = try await ledger.begin([other], at: Fixtures.moment(Fixtures.at(10)))
      #expect(answer.refused[other]?.used == 2)
    },
    LedgerConformance("other caps hold from the next begin on, for what was sent before too") {
      ledger in
      try await ledger.use(account(.segmentsPerDay, 9))
      let jobs = try await accept(["a", "b", "c", "d"], in: ledger)
      #expect(try await ledger.begin([jobs[0], jobs[1]], at: Fixtures.at(10)).count == 2)
      let spool = cap(.spool("default"), .segmentsPerDay, 3, [.spool("default")])
      try await ledger.use(SendingRules(caps: SendingCaps([spool])))
      #expect(try await ledger.begin([jobs[2], jobs[3]], at: Fixtures.at(20)) == [jobs[2]])
      try await ledger.use(SendingRules())
      #expect(try await ledger.begin([jobs[3]], at: Fixtures.at(20)) == [jobs[3]])
    },
    LedgerConformance("a recipient who had enough of a spool gets the next message a day later") {
      ledger in
      try await ledger.use(
        SendingRules(caps: SendingCaps(recipients: ["default": RecipientCap(limit: 2)]))
      )
      let jobs = try await accept(["a", "b", "c"], in: ledger)
      #expect(try await ledger.begin([jobs[0]], at: second(0)) == [jobs[0]])
      #expect(try await ledger.begin([jobs[1]], at: second(100)) == [jobs[1]])
      let answer = try await ledger.begin([jobs[2]], at: Fixtures.moment(second(200)))
      #expect(answer == BegunAttempts(later: [jobs[2]: second(86_400)]))
      #expect(try await ledger.due(by: second(86_399)) == [])
      #expect(try await ledger.due(by: second(86_400)) == ["c"])
      // Another phone, and another spool.
      let other = try await ledger.accepted(Fixtures.message("d", to: 143)).number
      let spool = try await ledger.accepted(Fixtures.message("e", spool: "other")).number
      #expect(try await ledger.begin([other, spool], at: second(200)) == [other, spool])
      // The first one was not sent after all.
      try await ledger.settle([
        Fixtures.settlement(jobs[0], .failed(Fixtures.error(.forbidden)), isProvenUnsent: true)
      ])
      #expect(try await ledger.begin([jobs[2]], at: second(300)) == [jobs[2]])
    },
    LedgerConformance("a clock that was set back makes a recipient wait for a day, not longer") {
      ledger in
      try await ledger.use(
        SendingRules(caps: SendingCaps(recipients: ["default": RecipientCap(limit: 1)]))
      )
      let jobs = try await accept(["a", "b"], in: ledger)
      #expect(try await ledger.begin([jobs[0]], at: second(500_000)) == [jobs[0]])
      let answer = try await ledger.begin([jobs[1]], at: Fixtures.moment(second(1_000)))
      #expect(answer.later == [jobs[1]: second(87_400)])
      let again = try await ledger.begin([jobs[1]], at: Fixtures.moment(second(2_000)))
      #expect(again.later == [jobs[1]: second(87_400)])
      #expect(try await ledger.begin([jobs[1]], at: second(87_400)) == [jobs[1]])
    },
  ]
}
