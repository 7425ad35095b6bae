internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `optout list`: the phones that have opted out.
struct OptOutListCommand: Subcommand {
  static let specification = Specification(
    "optout",
    "list",
    summary: "list the phones that want no messages",
    options: [.json, .config],
    notes: [OptOutAccess.note, CommandAccess.readersNote]
  )

  static let access = CommandAccess.reads

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let ledger = try OptOutAccess.open(arguments, context, for: Self.specification.name)
    let isJSON = arguments.has(.json)
    var isEmpty = true
    try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.forEachPageOfOptOuts { page in
        if isJSON {
          context.console.say(json: page.map(\.json))
        } else {
          context.console.say((isEmpty ? [Self.header] : []) + page.map(Self.line))
        }
        isEmpty = false
        return context.takesOutput()
      }
    }
    if isEmpty, !isJSON { context.console.report("The list is empty.") }
    return .done
  }

  private static let header = line("PHONE", "FROM", "SINCE (UTC)", "SOURCE")

  private static func line(_ optOut: OptOut) -> String {
    line(
      optOut.phone.digits,
      optOut.sender?.digits ?? "any",
      Stamp.short(optOut.since),
      optOut.origin.text + (optOut.resumedAt.map { " (START \(Stamp.short($0)))" } ?? "")
    )
  }

  /// Numbers have eleven digits and times nineteen characters, so that columns need no second look.
  private static func line(
    _ phone: String,
    _ from: String,
    _ since: String,
    _ source: String
  ) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: width - text.count)
    }
    return "\(padded(phone, 11))  \(padded(from, 11))  \(padded(since, 19))  \(source)"
  }
}

/// `optout export`: the list of opt-outs as a file that `optout import` reads.
struct OptOutExportCommand: Subcommand {
  static let specification = Specification(
    "optout",
    "export",
    summary: "write the list of opt-outs, for 'optout import' or another program",
    options: [.json, .config],
    notes: [
      """
      Columns separated by commas (RFC 4180), with their names in the first line: phone, from (empty: \
      any number), since, source, account, resumed (when the phone resumed messages from that number; \
      the entry then only stops the other numbers of the account). With --json one object a line, as 'optout list' prints them.
      """,
      "\(OptOutAccess.note) Needs root or the daemon's user.",
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let ledger = try OptOutAccess.open(arguments, context, for: Self.specification.name)
    let isJSON = arguments.has(.json)
    if !isJSON { context.console.say(OptOutList.header) }
    try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.forEachPageOfOptOuts { page in
        if isJSON {
          context.console.say(json: page.map(\.json))
        } else {
          context.console.say(page.map { OptOutList.line(of: $0) })
        }
        return context.takesOutput()
      }
    }
    return .done
  }
}

/// What the commands that read opt-outs have in common.
enum OptOutAccess {
  static let note = "Reads the ledger in short transactions."

  /// Opens the ledger.
  ///
  /// - Throws: `CommandFailure`: 77 without permission, 69 if there is no ledger yet.
  static func open(
    _ arguments: Arguments,
    _ context: Context,
    for command: String
  ) throws(CommandFailure) -> any LedgerReader {
    try LedgerAccess.open(try context.running(arguments), for: command)
  }
}

extension OptOut {
  /// The entry as `optout list --json` prints it.
  var json: JSONObject {
    var object = JSONObject([
      ("phone", .string(phone.digits)),
      ("from", sender.map { .string($0.digits) } ?? .null),
      ("source", .string(origin.text)),
      ("since", .string(Stamp.text(since))),
    ])
    if let account { object.set("account", .string(account)) }
    if let resumedAt { object.set("resumed", .string(Stamp.text(resumedAt))) }
    return object
  }
}
