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
    notes: ["Reads the ledger in short transactions. Needs root or the daemon's user."]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let ledger = try LedgerAccess.open(configuration, for: "optout list")
    let list = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.optOuts()
    }
    if arguments.has(.json) {
      for optOut in list { context.console.say(json: Self.json(optOut)) }
    } else if list.isEmpty {
      context.console.tell("The list is empty.")
    } else {
      var table = Table(["PHONE", "FROM", "BY", "SINCE (UTC)"])
      for optOut in list {
        table.append([
          optOut.phone.digits, optOut.sender?.digits ?? "any", optOut.source.rawValue,
          Stamp.short(optOut.since),
        ])
      }
      context.console.say(table.lines)
    }
    return .done
  }

  private static func json(_ optOut: OptOut) -> JSONObject {
    JSONObject([
      ("phone", .string(optOut.phone.digits)),
      ("from", optOut.sender.map { .string($0.digits) } ?? .null),
      ("source", .string(optOut.source.rawValue)),
      ("since", .string(Stamp.text(optOut.since))),
    ])
  }
}
