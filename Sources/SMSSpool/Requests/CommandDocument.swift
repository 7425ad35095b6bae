internal import SMSCore
internal import SMSJSON

/// What a command is about, as the audit shows it: the members of its request.
enum CommandDocument {
  /// The target as JSON text.
  ///
  /// - Parameters:
  ///   - command: The command.
  ///   - file: The file that its request names; for a backup, which has no other target.
  /// - Returns: A JSON object.
  static func text(of command: Command, file: String?) -> String {
    var target = target(of: command)
    if case .backup = command { target.set("file", ifPresent: file.map { .string($0) }) }
    return String(decoding: JSONWriter.write(.object(target), as: .compact), as: UTF8.self)
  }

  /// The members that say what the command is about; numbers of phones in their usual form.
  static func target(of command: Command) -> JSONObject {
    switch command {
    case .cancel(let job), .retry(let job), .lookup(let job): members(job)
    case .update(let job, let update): members(job, changedBy: update)
    case .hold(let scope), .release(let scope): members(scope)
    case .act(_, let filter):
      filter == .all
        ? JSONObject()
        : JSONObject([(RequestMember.match.name, .object(FilterDocument.json(filter)))])
    case .optOut(let phone, let sender), .optIn(let phone, let sender):
      JSONObject(
        [("to", .string(phone.digits))] + (sender.map { [("from", .string($0.digits))] } ?? [])
      )
    case .importOptOuts(let file): JSONObject([("file", .string(file))])
    case .erase(let phone): JSONObject([("to", .string(phone.digits))])
    case .callbacks(let change, let account):
      JSONObject(
        [(RequestMember.action.name, .string(change.rawValue))]
          + (account.map { [(RequestMember.account.name, .string($0))] } ?? [])
      )
    case .numbers(let change, let number, let account):
      JSONObject([
        (RequestMember.action.name, .string(change.rawValue)),
        (RequestMember.from.name, .string(number.digits)),
        (RequestMember.account.name, .string(account)),
      ])
    case .backup, .reconcile, .testAlarm: JSONObject()
    }
  }

  private static func members(_ job: JobName) -> JSONObject {
    JSONObject([("message", .string(job.id)), ("spool", .string(job.spool))])
  }

  /// A new text is not shown, only that there is one.
  private static func members(_ job: JobName, changedBy update: MessageUpdate) -> JSONObject {
    var object = members(job)
    func time(_ time: WallTime) -> JSONValue { .string(RFC3339.text(time)) }
    object.set(RequestMember.notBefore.name, ifPresent: update.notBefore.map(time))
    switch update.end {
    case .at(let end): object.set(RequestMember.expiresAt.name, time(end))
    case .after(let life, _):
      object.set(
        RequestMember.ttlSeconds.name,
        ifPresent: JSONNumber(life.seconds).map { .number($0) }
      )
    case nil: break
    }
    object.set(RequestMember.priority.name, ifPresent: update.priority.map { .string($0.name) })
    object.set(RequestMember.body.name, ifPresent: update.text.map { _ in true })
    return object
  }

  private static func members(_ scope: HoldScope) -> JSONObject {
    switch scope {
    case .all: JSONObject([("all", true)])
    case .spool(let name): JSONObject([("spool", .string(name))])
    case .account(let name): JSONObject([("account", .string(name))])
    case .job(let job): members(job)
    case .sender(let sender):
      JSONObject([
        ("from", .string(sender.number.digits)), ("spool", .string(sender.spool)),
      ])
    }
  }
}
