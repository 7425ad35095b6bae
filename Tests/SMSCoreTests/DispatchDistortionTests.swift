import Testing

@testable import SMSCore

/// A list that shows messages otherwise than they were sent never makes a second copy.
struct DispatchDistortionTests {
  typealias Change = @Sendable (inout ListedMessage) -> Void

  struct Row: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var state: JobState
    var change: Change

    init(_ words: String, _ state: JobState, _ change: @escaping Change) {
      testDescription = words
      self.state = state
      self.change = change
    }

    static func text(
      _ words: String,
      _ state: JobState,
      _ change: @escaping @Sendable (String) -> String?
    ) -> Row {
      Row(words, state) { $0.text = change($0.text?.string ?? "").map { MessageText($0) } }
    }

    static func time(_ words: String, _ state: JobState, _ seconds: Double) -> Row {
      Row(words, state) { $0.at = $0.at?.advanced(by: Interval(seconds: seconds)) }
    }
  }

  private static let text =
    " R&D \u{201C}cafe\u{301}\u{201D}\nbuild 912 \u{1F600} failed, see the log, and call me back\n"
  private static let cutOff = DispatchDoubtTests.cutOff

  static let rows: [Row] = [
    .text("as it was sent", .sent) { $0 },
    .text("trimmed", .sent) { String($0.dropFirst().dropLast()) },
    .text("CRLF", .sent) { $0.split(separator: "\n").joined(separator: "\r\n") },
    .text("composed", .sent) {
      $0.split(separator: "e\u{301}").joined(separator: "\u{E9}")
    },
    .text("straight quotes", .sent) {
      String($0.map { $0 == "\u{201C}" || $0 == "\u{201D}" ? "\"" : $0 })
    },
    .text("escaped", .sent) { $0.split(separator: "&").joined(separator: "&amp;") },
    .text("cut off", .sent) { String($0.prefix(40)) },
    .text("without emoji", .uncertain) { String($0.map { $0 == "\u{1F600}" ? "?" : $0 }) },
    .text("ASCII only", .uncertain) { String($0.map { $0.isASCII ? $0 : "?" }) },
    .text("redacted", .uncertain) { _ in "[redacted]" },
    .text("stars", .uncertain) { String($0.map { _ in "*" }) },
    .text("empty", .uncertain) { _ in "" },
    .text("missing", .uncertain) { _ in nil },
    .text("other words", .uncertain) { _ in "Your message" },
    Row("to the minute", .sent) { message in
      message.at = message.at.map { WallTime(milliseconds: $0.milliseconds / 60_000 * 60_000) }
    },
    .time("5 s early", .sent, -5), .time("a minute late", .sent, 60),
    .time("local", .uncertain, -8 * 3600), .time("half an hour ahead", .uncertain, 5.5 * 3600),
    Row("without an id", .uncertain) { $0.id = nil },
    Row("without a time", .uncertain) { $0.at = nil },
    Row("without a recipient", .uncertain) { $0.to = .unknown },
    Row("without numbers", .uncertain) { ($0.to, $0.from) = (.unknown, .unknown) },
  ]

  @Test("what was taken is found, or at least not sent again", arguments: rows)
  func taken(row: Row) throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, attempt in attempt == 1 ? Self.cutOff.butTaken : .accepted }
    run.provider.list.show = { message in
      var shown = message
      row.change(&shown)
      return shown
    }
    run.start()
    let job = try run.submit(text: Self.text)[0]
    run.run { $0.isSettled }
    #expect(run.provider.list.deliveries == [job: 1])
    #expect(run.state(job) == row.state)
    #expect(run.ledger.jobs[job]?.providerMessageID == (row.state == .sent ? "mdr2-1" : nil))
    if row.state == .uncertain {
      #expect(run.provider.list.calls.count == 3)
      #expect(run.error(job)?.message.contains("does not show whether") == true)
    }
  }

  @Test(
    "a Date ahead of the records' times, or behind, makes no second copy",
    arguments: [-5.0, 5, 60]
  )
  func date(seconds: Double) throws {
    var run = DispatcherSimulation()
    run.provider.answer = { _, _ in Self.cutOff.butTaken }
    run.provider.list.skew = Interval(seconds: seconds)
    run.provider.list.show = { message in
      var shown = message
      shown.at = message.at?.advanced(by: Interval(seconds: -seconds))
      return shown
    }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job])
  }

  @Test("where that is wanted, what cannot be told is sent once more")
  func resent() throws {
    var run = DispatcherSimulation(ifUncertain: .resend)
    run.provider.answer = { _, attempt in attempt == 1 ? Self.cutOff : .accepted }
    run.provider.list.show = Self.changed("Your message")
    run.start()
    let job = try run.submit()[0]
    run.run { $0.state(job) == .inDoubt }
    run.provider.list.add(try Self.stranger(at: run.now.wall), at: run.now.monotonic)
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job, job])
  }

  @Test("other words are another message where the list shows ours as they were sent")
  func recentSends() throws {
    for changes in [false, true] {
      var run = DispatcherSimulation()
      run.provider.answer = { send, attempt in
        send.job.value == 2 && attempt == 1 ? Self.cutOff : .accepted
      }
      if changes { run.provider.list.show = Self.changed("Your message") }
      run.start()
      try run.submit()
      run.run { $0.isSettled }
      let job = try run.submit()[0]
      run.run { $0.state(job) == .inDoubt }
      run.provider.list.add(try Self.stranger(at: run.now.wall), at: run.now.monotonic)
      run.run { $0.isSettled }
      #expect(run.state(job) == (changes ? .uncertain : .sent))
      #expect(run.sent.filter { $0 == job }.count == (changes ? 1 : 2))
    }
  }

  @Test("a message of ours that is still on its way explains its own record")
  func underWay() throws {
    var run = DispatcherSimulation(rate: 1000)
    run.provider.answer = { send, attempt in
      if send.job.value == 1 { return attempt == 1 ? Self.cutOff : .accepted }
      return .accepted.after(Interval(seconds: 100))
    }
    run.start()
    let job = try run.submit()[0]
    run.run { $0.state(job) == .inDoubt }
    try run.submit()
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent.filter { $0 == job }.count == 2)
  }

  @Test("a login code that has no id explains its own record")
  func code() throws {
    var reconciler = RecentCodes()
    let phone = try PhoneNumber(parsing: "12065550142")
    let parties = Parties(to: phone, from: phone)
    let template = CodeTemplate("Your code is {code}", origin: "example.com")
    reconciler.note(MessageText(template.string), length: 6, between: parties)
    func explains(_ text: String) -> Bool {
      reconciler.explain(ComparableText(MessageText(text)), between: parties)
    }
    #expect(explains("Your code is 482913\r\n\r\n@example.com #482913"))
    #expect(!explains("Your code is 482913\n\n@example.com #482914"))
    #expect(!explains("Your code is 48291\n\n@example.com #48291"))
    #expect(!explains("Your code is 482913"))
    #expect(!explains("Your message"))
    let other = Parties(to: phone, from: try PhoneNumber(parsing: "12065550101"))
    #expect(!reconciler.explain(ComparableText(template.text(with: "482913")), between: other))
  }

  private static func changed(_ text: String) -> (ListedMessage) -> ListedMessage {
    { message in
      var shown = message
      shown.text = MessageText(text)
      return shown
    }
  }

  /// Someone else's, with the same keys, between the same two.
  private static func stranger(at time: WallTime) throws -> ListedMessage {
    ListedMessage(
      id: "stranger",
      isOutbound: true,
      to: .number(try PhoneNumber(parsing: "12065550142")),
      from: .number(try PhoneNumber(parsing: "12065550101")),
      text: MessageText("Someone else's words"),
      at: time
    )
  }
}
