internal import SMSCore
package import SMSDaemon
internal import SMSSpool

/// The verdict of `status --check`, as monitoring plugins give it: an exit status and one line.
package struct StatusCheck: Equatable, Sendable {
  /// From when on something is a warning, or critical.
  package typealias Limits = Configuration.Monitoring

  /// The most causes that the line lists; the rest are counted.
  private static let mostCauses = 4

  package let status: ExitCode
  package let line: String

  /// Judges a status.
  package init(_ view: StatusView, _ limits: Limits) {
    var findings = view.causes.compactMap { Self.finding($0, limits, at: view.now) }
    findings += [Self.oldest(view, limits), Self.doubts(view, limits)].compactMap(\.self)
    let weight = findings.map(\.weight).max() ?? .notice
    let texts = findings.sorted { $0.weight > $1.weight }.map(\.text)
    status = Self.status(of: weight)
    line = Self.line(
      Self.word(of: weight),
      texts.isEmpty ? [Self.allIsWell(view)] : texts,
      Self.figures(view, limits)
    )
  }

  /// The verdict where nothing can be judged, or the ledger cannot be read.
  package init(_ failure: CommandFailure) {
    let isKnown: Bool =
      switch failure.status {
      case .internalError, .unavailable: true
      default: false
      }
    status = isKnown ? .critical : .unknown
    let text = failure.hint.isEmpty ? failure.message : "\(failure.message). \(failure.hint)"
    line = Self.line(isKnown ? "CRITICAL" : "UNKNOWN", [text], [])
  }
}

extension StatusCheck {
  private typealias Finding = (weight: StatusCause.Weight, text: String)

  /// Lateness and doubts have limits of their own; a notice is not worth a call at night.
  private static func finding(
    _ cause: StatusCause,
    _ limits: Limits,
    at now: WallTime
  ) -> Finding? {
    guard cause.word != "late", cause.word != "in doubt" else { return nil }
    let text = cause.summary(at: now)
    // What stops everything cannot be ignored.
    if cause.weight == .critical || limits.critical.contains(cause.word) {
      return (.critical, text)
    }
    guard cause.weight == .warning, !limits.ignored.contains(cause.word) else { return nil }
    return (.warning, text)
  }

  private static func oldest(_ view: StatusView, _ limits: Limits) -> Finding? {
    let late = view.lateness
    let text = "the first message has been due for \(Span.coarse(late))"
    if let limit = limits.criticalOldest, late > limit { return (.critical, text) }
    if let limit = limits.warnOldest, late > limit { return (.warning, text) }
    return nil
  }

  private static func doubts(_ view: StatusView, _ limits: Limits) -> Finding? {
    let count = view.jobs(.inDoubt)
    let text = "\(Quantity.of(count, "message")) in doubt"
    if let limit = limits.criticalDoubts, count > limit { return (.critical, text) }
    if let limit = limits.warnDoubts, count > limit { return (.warning, text) }
    return nil
  }

  private static func status(of weight: StatusCause.Weight) -> ExitCode {
    switch weight {
    case .notice: .done
    case .warning: .endedOtherwise
    case .critical: .critical
    }
  }

  private static func word(of weight: StatusCause.Weight) -> String {
    switch weight {
    case .notice: "OK"
    case .warning: "WARNING"
    case .critical: "CRITICAL"
    }
  }

  private static func allIsWell(_ view: StatusView) -> String {
    let count = view.waitingJobs
    return count == 0 ? "nothing waits" : "\(Quantity.of(count, "message")) waiting"
  }

  /// One line: a bar would begin the performance data, and a newline a second line.
  private static func line(_ word: String, _ texts: [String], _ figures: [String]) -> String {
    let shown = texts.prefix(mostCauses)
    let more = texts.count > mostCauses ? ["and \(texts.count - mostCauses) more"] : []
    let text = (shown + more).joined(separator: "; ")
      .split(whereSeparator: \.isNewline).joined(separator: " ")
      .replacing("|", with: "/")
    let data = figures.isEmpty ? "" : " | " + figures.joined(separator: " ")
    return "SMSDISPATCH \(word) - \(text)\(data)"
  }

  // MARK: Performance data

  private static func figures(_ view: StatusView, _ limits: Limits) -> [String] {
    [
      figure("waiting", "\(view.waitingJobs)"),
      figure(
        "oldest",
        "\(Int(view.lateness.seconds))s",
        limits.warnOldest.map { Int($0.seconds) },
        limits.criticalOldest.map { Int($0.seconds) }
      ),
      figure("doubts", "\(view.jobs(.inDoubt))", limits.warnDoubts, limits.criticalDoubts),
      figure("held", "\(view.jobs(.held))"),
      figure("files", "\(view.spools.reduce(0) { $0 + ($1.files?.count ?? 0) })"),
    ]
  }

  /// `label=value;warn;critical;minimum`, as the guidelines for monitoring plugins have it.
  private static func figure(
    _ label: String,
    _ value: String,
    _ warn: Int? = nil,
    _ critical: Int? = nil
  ) -> String {
    "\(label)=\(value);\(warn.map { "\($0)" } ?? "");\(critical.map { "\($0)" } ?? "");0"
  }
}

extension StatusView {
  /// Messages that wait for their turn, a retry or the end of a pause.
  var waitingJobs: Int { spools.reduce(0) { $0 + $1.waiting } }

  /// For how long the first message has been due; 0 if none is.
  var lateness: Interval {
    waiting.map { now.since($0.firstDue) }.max().map { max($0, .zero) } ?? .zero
  }
}
