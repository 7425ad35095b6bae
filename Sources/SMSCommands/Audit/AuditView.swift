internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// An entry of the audit as `audit` shows it.
struct AuditView {
  private let entry: AuditEntry
  private let disclosure: Disclosure

  init(_ entry: AuditEntry, _ disclosure: Disclosure) {
    self.entry = entry
    self.disclosure = disclosure
  }

  private var author: CommandAuthor { entry.act.author }

  // MARK: JSON

  /// One object for `--json`.
  var json: JSONObject {
    var object = JSONObject([
      ("number", .number(JSONNumber(entry.number))),
      ("at", .string(Stamp.text(entry.at))),
      ("uid", Self.number(author.user)),
    ])
    object.set("login_uid", ifPresent: author.claim.login.map(Self.number))
    object.set("user", ifPresent: author.claim.name.map { .string($0) })
    object.set("on_behalf_uid", ifPresent: author.onBehalfOf.map(Self.number))
    object.set("kind", .string(entry.act.kind))
    object.set("target", target.map(JSONValue.object) ?? .string(entry.act.target))
    object.set("request", ifPresent: entry.request.map { .string($0) })
    object.set("effect", .string(effect))
    object.set("carried_out_at", ifPresent: entry.carriedOutAt.map { .string(Stamp.text($0)) })
    object.set("affected", ifPresent: affected.map { .number(JSONNumber(Int64($0))) })
    object.set("code", ifPresent: code.map { .string($0.rawValue) })
    return object
  }

  private static func number(_ user: UInt32) -> JSONValue { .number(JSONNumber(Int64(user))) }

  private var effect: String {
    switch entry.effect {
    case .pending: "pending"
    case .done: "done"
    case .refused: "refused"
    }
  }

  private var affected: Int? {
    switch entry.effect {
    case .pending(let affected), .done(let affected): affected
    case .refused: nil
    }
  }

  private var code: ErrorCode? {
    if case .refused(let code) = entry.effect { code } else { nil }
  }

  // MARK: Text

  /// Its line in the table: time, user, command, target, effect.
  var row: [String] {
    [Stamp.short(entry.at), user, entry.act.kind, targetWords, effectWords]
  }

  /// `ada (root)`: who had logged in, and as whom the command was given; `for bob` where the daemon
  /// gave it.
  private var user: String {
    let owner = UserAccount.label(author.user)
    if let other = author.onBehalfOf { return "\(UserAccount.label(other)) (by \(owner))" }
    guard let person = author.claim.name ?? author.claim.login.map(UserAccount.label),
      person != owner
    else { return owner }
    return "\(person) (\(owner))"
  }

  private var target: JSONObject? {
    (try? JSONParser.parseWritten(Array(entry.act.target.utf8)).object).map(disclosure.shown)
  }

  /// `message=order-7 spool=default`.
  private var targetWords: String {
    guard let target else { return entry.act.target }
    return target.members.map { Self.words($0.name, $0.value) }.joined(separator: " ")
  }

  private static func words(_ name: String, _ value: JSONValue) -> String {
    if let object = value.object {
      return object.members.map { words($0.name, $0.value) }.joined(separator: " ")
    }
    if value.bool == true { return name }
    return "\(name)=\(word(value))"
  }

  private static func word(_ value: JSONValue) -> String {
    if let list = value.array { return list.map(word).joined(separator: ",") }
    return value.string ?? value.number?.text ?? "\(value.bool ?? false)"
  }

  private var effectWords: String {
    switch entry.effect {
    case .pending(let affected): (affected.map { "\($0) so far, " } ?? "") + "pending"
    case .done(let affected): affected.map { "done, \($0)" } ?? "done"
    case .refused(let code): code.rawValue
    }
  }
}
