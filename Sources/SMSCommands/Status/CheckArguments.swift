internal import SMSArguments
internal import SMSCore
internal import SMSDaemon

/// The options of `status --check`, which come before what the configuration says.
struct CheckArguments {
  static let check = OptionSpecification(
    "check",
    help: "say in one line how it is, for monitoring: exit status 0 OK, 1 WARNING, 2 CRITICAL, "
      + "3 UNKNOWN"
  )
  private static let warnOldest = OptionSpecification(
    "warn-oldest",
    "SPAN",
    help: "warn if a message has been due for longer, off for never"
  )
  private static let criticalOldest = OptionSpecification(
    "critical-oldest",
    "SPAN",
    help: "… critical"
  )
  private static let warnDoubts = OptionSpecification(
    "warn-doubts",
    "N",
    help: "warn if more messages are in doubt, off for never"
  )
  private static let criticalDoubts = OptionSpecification(
    "critical-doubts",
    "N",
    help: "… critical"
  )
  private static let critical = OptionSpecification(
    "critical",
    "STATE",
    isRepeatable: true,
    kind: .words(StatusCheck.Limits.states),
    help: "states that are critical instead of a warning; several with commas: "
      + StatusCheck.Limits.states.joined(separator: ", ")
  )
  private static let ignore = OptionSpecification(
    "ignore",
    "STATE",
    isRepeatable: true,
    kind: .words(StatusCheck.Limits.states),
    help: "states that are OK, such as held during a maintenance"
  )

  static let options = [
    check, warnOldest, criticalOldest, warnDoubts, criticalDoubts, critical, ignore,
  ]

  /// A limit on the command line.
  private enum Given<Limit: Sendable>: Sendable {
    case nothing
    case never
    case limit(Limit)

    func over(_ configured: Limit?) -> Limit? {
      switch self {
      case .nothing: configured
      case .never: nil
      case .limit(let limit): limit
      }
    }
  }

  private static let never = "off"

  /// Whether a check is asked for.
  let isAsked: Bool
  private let oldest: (warn: Given<Interval>, critical: Given<Interval>)
  private let doubts: (warn: Given<Int>, critical: Given<Int>)
  /// nil: the configured ones.
  private let states: (critical: Set<String>?, ignored: Set<String>?)

  init(_ arguments: Arguments) throws(UsageError) {
    isAsked = arguments.has(Self.check)
    for option in Self.options.dropFirst() where !isAsked && arguments.contains(option) {
      throw UsageError("--\(option.name) needs --check")
    }
    oldest = (
      try Self.span(Self.warnOldest, arguments), try Self.span(Self.criticalOldest, arguments)
    )
    doubts = (
      try Self.count(Self.warnDoubts, arguments), try Self.count(Self.criticalDoubts, arguments)
    )
    states = (
      try Self.states(Self.critical, arguments), try Self.states(Self.ignore, arguments)
    )
  }

  /// The configured limits, with those that the command line names instead.
  func limits(over configured: StatusCheck.Limits) -> StatusCheck.Limits {
    var limits = configured
    limits.warnOldest = oldest.warn.over(configured.warnOldest)
    limits.criticalOldest = oldest.critical.over(configured.criticalOldest)
    limits.warnDoubts = doubts.warn.over(configured.warnDoubts)
    limits.criticalDoubts = doubts.critical.over(configured.criticalDoubts)
    limits.critical = states.critical ?? configured.critical
    limits.ignored = states.ignored ?? configured.ignored
    return limits
  }

  private static func span(
    _ option: OptionSpecification,
    _ arguments: Arguments
  ) throws(UsageError) -> Given<Interval> {
    guard let text = arguments.value(option) else { return .nothing }
    guard text != never else { return .never }
    guard case .ago(let span)? = try? TimeArgument(text, of: option) else {
      throw UsageError("--\(option.name) must be a span like 5m, 90s or 2h, or \(never)")
    }
    return .limit(span)
  }

  private static func count(
    _ option: OptionSpecification,
    _ arguments: Arguments
  ) throws(UsageError) -> Given<Int> {
    guard let text = arguments.value(option) else { return .nothing }
    guard text != never else { return .never }
    guard let count = Int(text), count >= 0 else {
      throw UsageError("--\(option.name) must be a whole number from 0, or \(never)")
    }
    return .limit(count)
  }

  private static func states(
    _ option: OptionSpecification,
    _ arguments: Arguments
  ) throws(UsageError) -> Set<String>? {
    guard arguments.contains(option) else { return nil }
    let known = StatusCheck.Limits.states
    let words = arguments.values(option).flatMap { $0.split(separator: ",").map(String.init) }
    for word in words where !known.contains(word) {
      throw UsageError(
        "--\(option.name) must be some of \(known.joined(separator: ","))",
        suggestion: Suggestion.of(word, among: known)
      )
    }
    return Set(words)
  }
}
