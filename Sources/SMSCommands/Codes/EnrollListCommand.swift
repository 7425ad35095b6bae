internal import SMSArguments
internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// `enroll list`: the users with enrolled phones.
struct EnrollListCommand: Subcommand {
  private static let spool = OptionSpecification(
    "spool",
    "NAME",
    help: "only users of this spool"
  )
  private static let limit = OptionSpecification(
    "limit",
    "N",
    help: "at most N users; \(usualLimit) unless given"
  )
  private static let usualLimit = 1000

  static let specification = Specification(
    "enroll",
    "list",
    summary: "list the users whose phones are enrolled",
    options: [spool, limit, .json, .config],
    notes: ["Reads the ledger. Needs root or the daemon's user."]
  )

  private let arguments: Arguments
  private let limit: Int

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    limit = try arguments.count(Self.limit) ?? Self.usualLimit
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let spool = arguments.value(Self.spool)
    if let spool { _ = try ChosenSpool(spool, in: configuration) }
    let ledger = try LedgerAccess.open(configuration, for: "enroll list")
    let enrollments = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.enrollments(in: spool, limit: limit)
    }
    if arguments.has(.json) {
      for enrollment in enrollments { context.console.say(json: enrollment.json) }
    } else {
      show(enrollments, context.console)
    }
    return .done
  }

  private func show(_ enrollments: [Enrollment], _ console: Console) {
    guard !enrollments.isEmpty else {
      console.report("Nobody is enrolled.")
      return
    }
    var table = Table(["SPOOL", "SUBJECT", "PHONE", "VERIFIED (UTC)", "PENDING", "ASKED (UTC)"])
    for one in enrollments {
      table.append([
        one.spool, String(escaping: one.subject), one.phone?.digits ?? "-",
        one.verifiedAt.map(Stamp.short) ?? "-", one.pending?.digits ?? "-",
        one.askedAt.map(Stamp.short) ?? "-",
      ])
    }
    console.say(table.lines)
    if enrollments.count == limit {
      console.report("These are the first \(limit); --limit N shows more.")
    }
  }
}

extension Enrollment {
  fileprivate var json: JSONObject {
    var object = JSONObject([("spool", .string(spool)), ("subject", .string(subject))])
    object.set("phone", ifPresent: phone.map { .string($0.digits) })
    object.set("verified_at", ifPresent: verifiedAt.map { .string(Stamp.text($0)) })
    object.set("pending", ifPresent: pending.map { .string($0.digits) })
    object.set("asked_at", ifPresent: askedAt.map { .string(Stamp.text($0)) })
    return object
  }
}
