internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSPage
internal import SMSSystem

/// Somebody with a session who asks for a page, and what all pages need to answer.
struct PageVisit {
  let call: PageCall
  let context: Context
  let configuration: Configuration
  let now: WallTime
  private let people: PageDisclosure

  /// - Throws: `CommandFailure` if the configuration cannot be used.
  init(_ call: PageCall, _ context: Context) throws(CommandFailure) {
    self.call = call
    let running = try context.running(Arguments())
    now = context.now
    configuration = running.knowingZones(at: now)
    let masked = Disclosure.masked(own: running.ownNumbers)
    people = PageDisclosure(masked, isWhole: call.rights == .act)
    var context = context
    context.console.disclosure = people.disclosure
    self.context = context
  }

  var mayAct: Bool { call.rights == .act }

  /// What of people is shown.
  var disclosure: Disclosure { people.disclosure }

  /// Whether a number was shown that only acting sessions see.
  var hasDisclosed: Bool { people.hasDisclosed }

  /// Notes that this page shows what only acting sessions see.
  func disclose() { people.disclose() }

  /// Opens the ledger.
  ///
  /// - Throws: `CommandFailure` if there is none, or it cannot be read.
  func ledger() throws(CommandFailure) -> any LedgerReader {
    try LedgerAccess.open(configuration, for: "status")
  }

  /// Reads from the ledger.
  func read<Value>(_ body: () throws(LedgerError) -> Value) throws(CommandFailure) -> Value {
    try rethrowing(CommandFailure.init, body)
  }

  /// The first value of a field of the form, without blanks around it; "" without one.
  func field(_ name: String) -> String {
    call.form.first { $0.name == name }.map { Self.trimmed($0.value) } ?? ""
  }

  /// A number of the query; nil without one.
  func number(_ name: String) -> Int64? {
    call.query.first { $0.name == name }.flatMap { Int64($0.value) }
  }

  private static func trimmed(_ text: String) -> String {
    let rest = text.drop(while: \.isWhitespace)
    return String(rest.reversed().drop(while: \.isWhitespace).reversed())
  }
}

// MARK: Text

extension PageVisit {
  /// What is shown of a text of the ledger, the provider or the file system.
  func shown(_ text: String) -> String { people.shown(text) }

  /// The same as HTML, apart from the direction of what is around it.
  func text(_ text: String) -> HTML { HTML(.bdi, text: shown(text)) }

  /// A time, `2026-11-23 08:00:00`, with how long ago it was.
  func time(_ time: WallTime) -> HTML {
    HTML(
      .time,
      .init(.datetime, Stamp.text(time)),
      .init(.title, Span.text(time, from: now)),
      text: Stamp.short(time)
    )
  }

  /// Text with styles.
  func html(_ styled: StyledText) -> HTML {
    var html = HTML()
    for part in styled.parts {
      guard let name = part.style.className else {
        html += text(part.text)
        continue
      }
      html += HTML(.span, .class(name)) { text(part.text) }
    }
    return html
  }

  /// A state in a color of its own.
  func badge(_ word: String) -> HTML {
    HTML(.span, .class("badge is-\(Self.tone(of: word))"), text: word)
  }

  private static func tone(of word: String) -> String {
    switch word {
    case "sent", "done", "approved", "found", "sending", "running", "taking", "delivered": "good"
    case "failed", "uncertain", "paused", "rejected", "denied", "critical", "undelivered": "bad"
    case "held", "expired", "in_doubt", "deferred", "warning", "suppressed": "warn"
    default: "plain"
    }
  }
}

extension StyledText.Style {
  /// nil for plain text.
  fileprivate var className: String? {
    switch self {
    case .plain: nil
    case .strong: "strong"
    case .faint: "faint"
    case .good: "good"
    case .warning: "warn"
    case .bad: "bad"
    }
  }
}

// MARK: Addresses

extension PageVisit {
  func address(
    _ segments: [String],
    query: [(name: String, value: String)] = []
  ) -> PageAddress {
    PageAddress(segments, query: query, below: call.base)
  }

  /// A link to a job; for readers, the address of one whose id has a number in it does without the id.
  ///
  /// - Parameters:
  ///   - job: The job.
  ///   - words: What the link says; nil for the id.
  /// - Returns: The link.
  func link(to job: JobSnapshot, words: String? = nil) -> HTML {
    HTML(.a, .href(address(segments(to: job)))) {
      words.map { HTML(text: $0) } ?? text(job.name.id)
    }
  }

  /// The segments of a job's or a batch's address.
  func segments(to job: JobSnapshot) -> [String] {
    let part = job.batch == nil ? "job" : "batch"
    return [part, job.name.spool, JobSegment.of(job, isShown: isShown(job.name.id))]
  }

  /// A link to a batch or a job of which only the name is known; its words alone if they are not
  /// shown as they are.
  func link(_ part: String, _ spool: String, _ id: String) -> HTML {
    guard isShown(id) else { return text(id) }
    return HTML(.a, .href(address([part, spool, id]))) { text(id) }
  }

  private func isShown(_ id: String) -> Bool { disclosure.shown(id) == id }
}

/// How the address of a job names it in its spool: by its id, or by `~` and its number in the ledger.
enum JobSegment {
  static func of(_ job: JobSnapshot, isShown: Bool) -> String {
    isShown ? job.name.id : "~\(job.number.value)"
  }

  /// The number; nil for an id, which never begins with `~`.
  static func number(_ segment: String) -> JobNumber? {
    guard segment.hasPrefix("~") else { return nil }
    return Int64(segment.dropFirst()).map { JobNumber($0) }
  }
}

// MARK: Disclosure

/// What of people a page shows, and whether that was more than readers see.
private final class PageDisclosure {
  let disclosure: Disclosure
  private let masked: Disclosure
  private let isWhole: Bool
  private(set) var hasDisclosed = false

  init(_ masked: Disclosure, isWhole: Bool) {
    self.masked = masked
    self.isWhole = isWhole
    disclosure = isWhole ? .whole : masked
  }

  func disclose() { hasDisclosed = true }

  func shown(_ text: String) -> String {
    let hidden = masked.shown(text)
    guard isWhole else { return hidden }
    if hidden != text { hasDisclosed = true }
    return text
  }
}
