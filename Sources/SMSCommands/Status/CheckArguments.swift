internal import SMSArguments
internal import SMSCore

/// The options of `status --check`.
struct CheckArguments {
  static let check = OptionSpecification(
    "check",
    help: "say in one line how it is, for monitoring: exit status 0 OK, 1 WARNING, 2 CRITICAL, "
      + "3 UNKNOWN"
  )
  private static let warnOldest = OptionSpecification(
    "warn-oldest",
    "SPAN",
    help: "warn if a message has been due for longer; 5m unless given, off for never"
  )
  private static let criticalOldest = OptionSpecification(
    "critical-oldest",
    "SPAN",
    help: "… critical; off unless given"
  )
  private static let warnDoubts = OptionSpecification(
    "warn-doubts",
    "N",
    help: "warn if more messages are in doubt; 10 unless given, off for never"
  )
  private static let criticalDoubts = OptionSpecification(
    "critical-doubts",
    "N",
    help: "… critical; off unless given"
  )
  private static let critical = OptionSpecification(
    "critical",
    "STATE",
    isRepeatable: true,
    kind: .words(StatusCheck.states),
    help: "states that are critical instead of a warning; several with commas: "
      + StatusCheck.states.joined(separator: ", ")
  )
  private static let ignore = OptionSpecification(
    "ignore",
    "STATE",
    isRepeatable: true,
    kind: .words(StatusCheck.states),
    help: "states that are OK, such as held during a maintenance"
  )

  static let options = [
    check, warnOldest, criticalOldest, warnDoubts, criticalDoubts, critical, ignore,
  ]

  /// nil without `--check`.
  let limits: StatusCheck.Limits?

  init(_ arguments: Arguments) throws(UsageError) {
    guard arguments.has(Self.check) else {
      for option in Self.options.dropFirst() where arguments.contains(option) {
        throw UsageError("--\(option.name) needs --check")
      }
      limits = nil
      return
    }
    var limits = StatusCheck.Limits()
    limits.warnOldest = try Self.span(Self.warnOldest, arguments, limits.warnOldest)
    limits.criticalOldest = try Self.span(Self.criticalOldest, arguments, limits.criticalOldest)
    limits.warnDoubts = try Self.count(Self.warnDoubts, arguments, limits.warnDoubts)
    limits.criticalDoubts = try Self.count(Self.criticalDoubts, arguments, limits.criticalDoubts)
    limits.critical = try Self.states(Self.critical, arguments)
    limits.ignored = try Self.states(Self.ignore, arguments)
    self.limits = limits
  }

  private static let never = "off"

  private static func span(
    _ option: OptionSpecification,
    _ arguments: Arguments,
    _ usual: Interval?
  ) throws(UsageError) -> Interval? {
    guard let text = arguments.value(option) else { return usual }
    guard text != never else { return nil }
    guard case .ago(let span)? = try? TimeArgument(text, of: option) else {
      throw UsageError("--\(option.name) must be a span like 5m, 90s or 2h, or \(never)")
    }
    return span
  }

  private static func count(
    _ option: OptionSpecification,
    _ arguments: Arguments,
    _ usual: Int?
  ) throws(UsageError) -> Int? {
    guard let text = arguments.value(option) else { return usual }
    guard text != never else { return nil }
    guard let count = Int(text), count >= 0 else {
      throw UsageError("--\(option.name) must be a whole number from 0, or \(never)")
    }
    return count
  }

  private static func states(
    _ option: OptionSpecification,
    _ arguments: Arguments
  ) throws(UsageError) -> Set<String> {
    let words = arguments.values(option).flatMap { $0.split(separator: ",").map(String.init) }
    for word in words where !StatusCheck.states.contains(word) {
      throw UsageError(
        "--\(option.name) must be some of \(StatusCheck.states.joined(separator: ","))",
        suggestion: Suggestion.of(word, among: StatusCheck.states)
      )
    }
    return Set(words)
  }
}
