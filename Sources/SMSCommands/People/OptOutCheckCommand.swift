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
      with --from of messages from that one. How far an opt-out of one number reaches is \
      opt_out.scope of the configuration; codes heed only those of their own number.
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
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: Self.specification.name)
    let known = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.optOuts(of: argument.phone)
    }
    let view = OptOutView(known, of: argument, configuration.optOutRules)
    if arguments.has(.json) {
      context.console.say(json: view.json)
    } else {
      context.console.say(view.lines)
    }
    return view.isOptedOut ? .endedOtherwise : .done
  }
}

/// What an opt-out of a phone means for our numbers.
private struct OptOutView {
  private struct Number {
    let number: PhoneNumber
    let account: String?
    /// The entry that stops it.
    let block: OptOut?
    /// When the phone resumed messages from it, if any entry would stop it otherwise.
    let resumedAt: WallTime?
  }

  private let argument: OptOutArgument
  private let scope: OptOutScope
  private let entries: [OptOut]
  private let numbers: [Number]

  init(_ known: PhoneOptOuts, of argument: OptOutArgument, _ rules: OptOutRules) {
    self.argument = argument
    scope = rules.scope
    let senders = argument.sender.map { [$0] } ?? rules.accounts.keys.sorted { $0.value < $1.value }
    numbers = senders.map { number in
      let account = rules.accounts[number]
      let isReached = known.entries.contains { entry in
        entry.sender != nil
          && rules.scope.reaches(entry, number, of: account ?? "", in: rules.pooled(with: number))
      }
      return Number(
        number: number,
        account: account,
        block: known.block(
          from: number,
          of: account ?? "",
          rules.scope,
          in: rules.pooled(with: number)
        ),
        resumedAt: isReached ? known.resumptions[number] : nil
      )
    }
    entries = known.entries.filter { entry in
      guard let sender = argument.sender else { return true }
      return rules.scope.reaches(
        entry,
        sender,
        of: rules.accounts[sender] ?? "",
        in: rules.pooled(with: sender)
      )
    }
  }

  /// Whether a number may not text it, be it one of the configuration or another.
  var isOptedOut: Bool {
    numbers.contains { $0.block != nil }
      || argument.sender == nil && entries.contains { $0.resumedAt == nil }
  }

  var lines: [String] {
    ["\(argument.words): \(isOptedOut ? "opted out" : "may be texted")"]
      + entries.map { entry in
        "  from \(entry.sender?.digits ?? "any number") since \(Stamp.short(entry.since)) UTC, "
          + "source: \(entry.origin.text)\(reach(of: entry))"
      }
      + numbers.compactMap { number in
        guard number.block == nil, let time = number.resumedAt else { return nil }
        return "  \(number.number.digits) may text it again, since \(Stamp.short(time)) UTC"
      }
  }

  private func reach(of entry: OptOut) -> String {
    guard scope.reachesOthers(entry) else { return "" }
    if scope == .all { return "; it stops all numbers" }
    return entry.account.map { "; it stops all numbers of account \($0)" } ?? ""
  }

  var json: JSONObject {
    JSONObject([
      ("phone", .string(argument.phone.digits)), ("opted_out", .bool(isOptedOut)),
      ("entries", .array(entries.map { .object($0.json) })),
      (
        "numbers",
        .array(
          numbers.map { number in
            .object(
              JSONObject([
                ("number", .string(number.number.digits)),
                ("account", number.account.map { .string($0) } ?? .null),
                ("may_text", .bool(number.block == nil)),
              ])
            )
          }
        )
      ),
    ])
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
