internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `optout check NUMBER`: whether a phone may be texted.
struct OptOutCheckCommand: Subcommand {
  static let specification = Specification(
    "optout",
    "check",
    summary: "say whether a phone may be texted, and why not",
    positionals: [OptOutArgument.positional],
    options: [OptOutArgument.from, .json, .config],
    notes: [
      """
      Exit status: 0 it may be texted, 1 it has opted out of messages from a number of yours, or \
      with --from of messages from that one.
      """,
      OptOutAccess.note,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments
  private let argument: OptOutArgument

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    argument = try OptOutArgument(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let ledger = try OptOutAccess.open(arguments, context, for: Self.specification.name)
    let phone = argument.phone
    let found = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.optOuts(of: phone)
    }
    let entries = found.filter { entry in
      argument.sender == nil || entry.sender == nil || entry.sender == argument.sender
    }
    if arguments.has(.json) {
      context.console.say(
        json: JSONObject([
          ("phone", .string(phone.digits)), ("opted_out", .bool(!entries.isEmpty)),
          ("entries", .array(entries.map { .object($0.json) })),
        ])
      )
    } else {
      context.console.say(lines(entries))
    }
    return entries.isEmpty ? .done : .endedOtherwise
  }

  private func lines(_ entries: [OptOut]) -> [String] {
    guard !entries.isEmpty else { return ["\(argument.words): may be texted"] }
    return ["\(argument.words): opted out"]
      + entries.map { entry in
        "  from \(entry.sender?.digits ?? "any number") since \(Stamp.short(entry.since)) UTC, "
          + "source: \(entry.origin.text)"
      }
  }
}

/// `optout history NUMBER`: what put a phone on the list, and took it off.
struct OptOutHistoryCommand: Subcommand {
  static let specification = Specification(
    "optout",
    "history",
    summary: "list what put a phone on the list of opt-outs, and took it off",
    positionals: [OptOutArgument.positional],
    options: [.json, .config],
    notes: [
      """
      Each STOP and START, each entry and removal by an operator, refusals of the provider, receipts \
      with code 1110, and imports, the oldest first; the last thousand of a phone are kept. Of an \
      entry made by a version without this history, only its beginning is known.
      """,
      OptOutAccess.note,
      CommandAccess.readersNote,
    ]
  )

  static let access = CommandAccess.reads

  /// How long after an event its record is no news.
  private static let soon = Interval(seconds: 60)

  private let arguments: Arguments
  private let phone: PhoneNumber

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    phone = try OptOutArgument.number(arguments.positionals[0], "NUMBER")
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let ledger = try OptOutAccess.open(arguments, context, for: Self.specification.name)
    let events = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.optOutEvents(of: phone)
    }
    if arguments.has(.json) {
      for event in events { context.console.say(json: event.json) }
    } else if events.isEmpty {
      context.console.report("\(phone.digits) was never on the list, as far as is known.")
    } else {
      var table = Table(["TIME (UTC)", "EVENT", "FROM", "SOURCE", "REMARK"])
      for event in events { table.append(Self.row(event)) }
      context.console.say(table.lines)
    }
    return .done
  }

  private static func row(_ event: OptOutEvent) -> [String] {
    let optOut = event.optOut
    var remarks: [String] = []
    if !event.hadEffect { remarks.append("no change") }
    if event.recordedAt.since(optOut.since) >= Self.soon {
      remarks.append("recorded \(Stamp.short(event.recordedAt))")
    }
    return [
      Stamp.short(optOut.since), event.words, optOut.sender?.digits ?? "any",
      optOut.origin.text, remarks.joined(separator: ", "),
    ]
  }
}

extension OptOutEvent {
  /// What happened, for people.
  fileprivate var words: String {
    switch (change, optOut.source) {
    case (.added, .reply): "STOP"
    case (.removed, .reply): "START"
    case (.added, .refusal): "refused"
    case (.added, .receipt): "receipt"
    case (.added, .imported): "imported"
    case (_, _): change.rawValue
    }
  }

  /// The event as `optout history --json` prints it.
  var json: JSONObject {
    var object = JSONObject([("event", .string(change.rawValue))])
    for member in optOut.json.members { object.set(member.name, member.value) }
    object.set("recorded_at", .string(Stamp.text(recordedAt)))
    object.set("changed", .bool(hadEffect))
    return object
  }
}
