internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool
internal import SMSSystem

/// Writes all that is held about a phone as one JSON object, a line for each entry, as it is read.
struct PersonExport {
  /// Entries that are read at once.
  private static let page = 200

  private let phone: PhoneTrace
  private let ledger: any LedgerReader
  private let configuration: Configuration
  private let context: Context
  /// Whether an entry of the list that is being written came before.
  private var hasEntries = false

  init(
    of phone: PhoneTrace,
    from ledger: any LedgerReader,
    _ configuration: Configuration,
    to context: Context
  ) {
    self.phone = phone
    self.ledger = ledger
    self.configuration = configuration
    self.context = context
  }

  /// Writes the whole document.
  ///
  /// - Throws: `CommandFailure` if the ledger or a directory of files cannot be read; the document
  ///   is not complete then, and not valid.
  mutating func write() throws(CommandFailure) {
    say("{")
    say("\"phone\": \(Self.text(.string(phone.number.digits))),")
    say("\"exported_at\": \(Self.text(.string(Stamp.text(context.now)))),")
    try writeLedger()
    try writeFiles()
    say("}")
  }

  private mutating func writeLedger() throws(CommandFailure) {
    do throws(LedgerError) {
      try writeJobs()
      try writeCodes()
      let enrollments = try ledger.enrollments(of: phone.number)
      list("enrollments") { $0.add(enrollments.map(Self.json)) }
      let senders = try ledger.senders(of: phone.number)
      list("senders") { $0.add(senders.map(Self.json)) }
      try writeTexts()
      let (optOuts, events) = (
        try ledger.optOuts(of: phone.number), try ledger.optOutEvents(of: phone.number)
      )
      list("opt_outs") { $0.add(optOuts.entries.map(\.json)) }
      list("opt_out_events") { $0.add(events.map(\.json)) }
      let replies = try ledger.automaticReplies(to: phone.number)
      list("automatic_replies") { $0.add(replies.map { JSONObject([("at", Self.time($0))]) }) }
      try writeAudit()
      try writeMentions()
    } catch {
      throw CommandFailure(error)
    }
  }

  // MARK: The ledger

  private mutating func writeJobs() throws(LedgerError) {
    var filter = JobFilter()
    filter.recipients = [phone.number]
    if let digest = phone.digest { filter.erasedRecipients = [digest] }
    begin("jobs")
    var before: JobNumber?
    repeat {
      let page = try ledger.page(of: filter, before: before, limit: Self.page)
      for job in page.jobs {
        guard let details = try ledger.show(job.name) else { continue }
        var object = JobView(details, now: context.now).json
        object.set("text", ifPresent: try ledger.text(of: job.number).map { .string($0) })
        add([object])
      }
      before = page.next
    } while before != nil && context.takesOutput()
    end()
  }

  private mutating func writeCodes() throws(LedgerError) {
    begin("codes")
    var after: JobNumber?
    while true {
      let codes = try ledger.codes(to: phone.number, after: after, limit: Self.page)
      add(codes.map(Self.json))
      guard codes.count == Self.page, context.takesOutput() else { break }
      after = codes.last?.job
    }
    end()
  }

  private mutating func writeTexts() throws(LedgerError) {
    begin("received")
    var before: Int64?
    while true {
      let texts = try ledger.texts(from: phone, before: before, limit: Self.page)
      add(texts.map(Self.json))
      guard texts.count == Self.page, context.takesOutput() else { break }
      before = texts.last?.number
    }
    end()
  }

  private mutating func writeAudit() throws(LedgerError) {
    begin("audit")
    let digits = phone.number.nationalDigits
    let digest = phone.digest?.text
    try ledger.forEachAuditPage(of: .all, limit: .max) { entries in
      let ours = entries.filter { entry in
        entry.act.target.contains(digits) || digest.map(entry.act.target.contains) == true
      }
      add(ours.map { AuditView($0, .whole).json })
    }
    end()
  }

  /// The audit has its own list.
  private mutating func writeMentions() throws(LedgerError) {
    begin("mentions")
    var cursor: ErasureCursor?
    repeat {
      let page = try ledger.mentions(of: phone.number, from: cursor)
      add(page.mentions.filter { !$0.place.hasPrefix("audit.") }.map(Self.json))
      cursor = page.next
    } while cursor != nil && context.takesOutput()
    end()
  }

  // MARK: Files

  private mutating func writeFiles() throws(CommandFailure) {
    begin("files")
    for place in configuration.personalPlaces {
      do throws(SystemError) {
        var files = try PersonFiles(place.path, place.kind, naming: phone.number)
        while context.takesOutput() {
          let step = try files.step(Self.page)
          for file in step.found { add(Self.json(file, in: place)) }
          guard !step.isLast else { break }
        }
      } catch {
        // A spool that nobody made yet, or no call that was not understood.
        guard error.isNotFound else { throw CommandFailure(error, .internalError) }
      }
    }
    end(isLast: true)
  }

  // MARK: Writing

  private mutating func list(_ name: String, _ body: (inout PersonExport) -> Void) {
    begin(name)
    body(&self)
    end()
  }

  private mutating func begin(_ name: String) {
    hasEntries = false
    say("\"\(name)\": [")
  }

  private mutating func add(_ objects: [JSONObject]) {
    guard !objects.isEmpty else { return }
    let lines = objects.enumerated().map { index, object in
      (hasEntries || index > 0 ? "," : "") + Self.text(.object(object))
    }
    hasEntries = true
    context.console.say(lines)
  }

  private func end(isLast: Bool = false) {
    say(isLast ? "]" : "],")
  }

  private func say(_ line: String) { context.console.say([line]) }

  private static func text(_ value: JSONValue) -> String { Console.text(of: value) }
}

// MARK: Entries

extension PersonExport {
  private static func json(_ code: SentCodeFacts) -> JSONObject {
    JSONObject(distinct: [
      ("id", .string(code.name.id)), ("spool", .string(code.name.spool)),
      ("subject", code.subject.map { .string($0) }), ("sent_at", time(code.sentAt)),
      ("standing", code.standing.map { .string($0.word) }),
      ("wrong_tries", code.wrongTries.map { .number(JSONNumber(Int64($0))) }),
    ])
  }

  private static func json(_ enrollment: Enrollment) -> JSONObject {
    JSONObject(distinct: [
      ("spool", .string(enrollment.spool)), ("subject", .string(enrollment.subject)),
      ("phone", enrollment.phone.map { .string($0.digits) }),
      ("verified_at", enrollment.verifiedAt.map(time)),
      ("pending", enrollment.pending.map { .string($0.digits) }),
      ("asked_at", enrollment.askedAt.map(time)),
    ])
  }

  private static func json(_ assignment: SenderAssignment) -> JSONObject {
    JSONObject(distinct: [
      ("spool", .string(assignment.spool)), ("from", .string(assignment.sender.digits)),
      ("since", time(assignment.since)), ("used_at", time(assignment.usedAt)),
    ])
  }

  private static func json(_ message: ReceivedMessage) -> JSONObject {
    let text = message.message
    return JSONObject(distinct: [
      ("id", .string(text.id)), ("spool", .string(message.spool)),
      ("to", .string(text.to.digits)), ("received_at", time(message.receivedAt)),
      ("in_reply_to", message.inReplyTo.map { .string($0) }),
      ("body", text.body.isEmpty ? nil : .string(text.body)),
      ("media", text.media.isEmpty ? nil : .array(text.media.map { .string($0.url) })),
    ])
  }

  private static func json(_ mention: Mention) -> JSONObject {
    JSONObject(distinct: [
      ("place", .string(mention.place)), ("text", .string(mention.text)),
    ])
  }

  /// JSON as it is, and anything else as a string; of a long file, its lines by themselves.
  private static func json(
    _ file: PersonFiles.Found,
    in place: PersonFiles.Place
  ) -> [JSONObject] {
    file.contents.map { bytes in
      let content =
        (try? JSONParser.parseWritten(bytes))
        ?? .string(String(decoding: bytes, as: UTF8.self))
      return JSONObject([
        ("kind", .string(place.kind.rawValue)), ("path", .string(String(escaping: file.path))),
        ("content", content),
      ])
    }
  }

  private static func time(_ time: WallTime) -> JSONValue { .string(Stamp.text(time)) }
}

extension Verification.Standing {
  fileprivate var word: String {
    switch self {
    case .live: "live"
    case .approved: "approved"
    case .superseded: "superseded"
    }
  }
}
