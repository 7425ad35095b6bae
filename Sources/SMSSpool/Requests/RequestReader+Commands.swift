internal import SMSCore
internal import SMSJSON

extension RequestReader {
  /// Reads a request for a command on other jobs.
  mutating func command(_ kind: RequestKind) -> Submission.Content? {
    let command: Command? =
      switch kind {
      case _ where object[RequestMember.match.name] != nil: match(kind)
      case .cancel: target().map { .cancel($0) }
      case .hold: scope(mustBeKnown: true).map { .hold($0) }
      case .release where object[RequestMember.from.name] != nil:
        sender().map { .release(.sender($0)) }
      case .release: scope(mustBeKnown: false).map { .release($0) }
      case .retry: retry()
      case .flush: .act(.flush, JobFilter(spools: spool(mustBeKnown: true).map { [$0] }))
      case .lookup: target().map { .lookup($0) }
      case .optout: optOut().map { .optOut($0, sender: $1) }
      case .optin: optOut().map { .optIn($0, sender: $1) }
      case .import: attachment().map { .importOptOuts(file: $0) }
      case .erase: erasure().map { .erase($0) }
      case .backup: backup()
      case .reconcile: .reconcile
      case .callbacks: callbacks()
      case .numbers: numbers()
      case .alarm: .testAlarm
      default: nil
      }
    guard let command else { return nil }
    let own = RequestMember.of(kind, isOperator: rules.isOperator)
      .filter { !RequestMember.common.contains($0) && $0 != .by }
    normalised = [("kind", .string(kind.rawValue))] + own.map { ($0.name, object[$0.name]) }
    return .command(command)
  }

  /// What was done about the provider's calls, in which account.
  private mutating func callbacks() -> Command? {
    if object[RequestMember.action.name] == nil {
      faults.add(.action, "is missing", repair: "Say what was done: set, remove or token.")
    }
    let change = word(.action, of: CallbackChange.allCases.map(\.rawValue))
    return change.flatMap(CallbackChange.init(rawValue:))
      .map { .callbacks($0, account: text(.account)) }
  }

  /// What was done to a number of ours, in which account.
  private mutating func numbers() -> Command? {
    let words = NumberChange.allCases.map(\.rawValue)
    for (member, repair) in [
      (.action, "Say what was done: \(words.joined(separator: ", "))."),
      (.from, "Give your number, like 12065550101."),
      (.account, "Name the account whose number it is."),
    ] as [(RequestMember, String)] where object[member.name] == nil {
      faults.add(member, "is missing", repair: repair)
    }
    let change = word(.action, of: words).flatMap(NumberChange.init(rawValue:))
    guard let change, let number = phone(.from), let account = text(.account) else { return nil }
    return .numbers(change, number, account: account)
  }

  /// A backup, with the file it is for, if that is known.
  private mutating func backup() -> Command? {
    if object[RequestMember.file.name] != nil, text(.file) == nil { return nil }
    return .backup
  }

  /// The job named by `message`, in this spool or in the one that the operator names.
  mutating func target() -> JobName? {
    if object[RequestMember.message.name] == nil {
      faults.add(.message, "is missing", repair: "Give the id of the request it is about.")
    }
    let id = requestID(.message)
    guard rules.isOperator else { return id.map { JobName(spool: rules.spool, id: $0) } }
    if object[RequestMember.spool.name] == nil {
      faults.add(.spool, "is missing", repair: "Name the spool of the request it is about.")
    }
    guard let id, let spool = text(.spool) else { return nil }
    return JobName(spool: spool, id: id)
  }

  /// The scope of a hold or a release.
  private mutating func scope(mustBeKnown: Bool) -> HoldScope? {
    let named: [RequestMember] = [.all, .account, .message, .spool]
      .filter { object[$0.name] != nil }
    switch named {
    case [.all]:
      guard object[RequestMember.all.name]?.bool == true else {
        faults.add(.all, "must be true", repair: "Write true, without quotes.")
        return nil
      }
      return .all
    case [.account]: return account(mustBeKnown).map { .account($0) }
    case [.spool]: return spool(mustBeKnown: mustBeKnown).map { .spool($0) }
    case [.message, .spool]: return target().map { .job($0) }
    default:
      faults.add(
        .top,
        "must name one of `all`, `account`, `spool`, or `message` with `spool`",
        repair: "Say what it is about, once."
      )
      return nil
    }
  }

  /// The sender whose pause a release ends: a number, and the spool that sends from it.
  private mutating func sender() -> Sender? {
    let further: [RequestMember] = [.all, .account, .message]
    if further.contains(where: { object[$0.name] != nil }) {
      faults.add(.from, "goes with spool alone", repair: "Remove the other members.")
    }
    if object[RequestMember.spool.name] == nil {
      faults.add(.spool, "is missing", repair: "Name the spool that sends from the number.")
    }
    guard let number = phone(.from), let spool = spool(mustBeKnown: false) else { return nil }
    return Sender(spool: spool, number: number)
  }

  private mutating func retry() -> Command? {
    guard object[RequestMember.error.name] != nil else { return target().map { .retry($0) } }
    if object[RequestMember.message.name] != nil {
      faults.add(.message, "and error cannot be combined", repair: "Remove one of them.")
    }
    let spool = spool(mustBeKnown: true)
    let codes = ErrorCode.allCases.map(\.rawValue)
    guard let code = word(.error, of: codes).flatMap(ErrorCode.init(rawValue:)) else { return nil }
    return .act(.retry, JobFilter(errors: [code], spools: spool.map { [$0] }))
  }

  /// What is to be done to all jobs that a filter selects; nil for a kind that has no `match`: that
  /// fault is found elsewhere.
  private mutating func match(_ kind: RequestKind) -> Command? {
    guard rules.isOperator, let action = MatchedAction(rawValue: kind.rawValue),
      let value = object[RequestMember.match.name]
    else { return nil }
    let others: [RequestMember] = [.all, .spool, .account, .message, .from, .error]
    for member in others where object[member.name] != nil {
      faults.add(
        member,
        "and match cannot be combined",
        repair: "Put it into match, or leave it out."
      )
    }
    let path = RequestMember.match.path
    var reader = FilterReader(at: path, faults: faults)
    let filter = reader.read(value)
    faults = reader.faults
    if let fault = action.fault(of: filter) {
      let status = path.member(JobFilter.Member.status.name)
      faults.add(status, fault.rule, repair: fault.repair)
    }
    return .act(action, filter)
  }

  /// The phone that opts out or in, and the number of ours; nil if it is for all numbers.
  private mutating func optOut() -> (PhoneNumber, PhoneNumber?)? {
    if object[RequestMember.to.name] == nil {
      faults.add(.to, "is missing", repair: "Give the phone's number, like 12065550142.")
    }
    let sender = phone(.from)
    return phone(.to).map { ($0, sender) }
  }

  /// The phone whose data is to be erased.
  private mutating func erasure() -> PhoneNumber? {
    if object[RequestMember.to.name] == nil {
      faults.add(.to, "is missing", repair: "Give the phone's number, like 12065550142.")
    }
    return phone(.to)
  }

  /// The name of a file that an operator's command put beside its request.
  private mutating func attachment() -> String? {
    guard
      let name = requiredText(.file, repair: "Name the file beside the request, in incoming/.")
    else { return nil }
    if SpoolNames.isAttachment(name) { return name }
    faults.add(
      .file,
      "must be \(SpoolNames.attachmentPrefix) with up to 64 letters and digits after it",
      repair: "Use 'smsdispatch optout import', which makes the file and the request."
    )
    return nil
  }

  private mutating func spool(mustBeKnown: Bool) -> String? {
    known(.spool, among: mustBeKnown ? rules.knownSpools : nil)
  }

  private mutating func account(_ mustBeKnown: Bool) -> String? {
    known(.account, among: mustBeKnown ? rules.knownAccounts : nil)
  }

  private mutating func known(_ member: RequestMember, among names: Set<String>?) -> String? {
    guard let name = text(member) else { return nil }
    guard let names, !names.contains(name) else { return name }
    faults.add(
      member,
      "is not a known \(member.name)",
      repair: "Use one of \(names.sorted().joined(separator: ", "))."
    )
    return nil
  }
}
