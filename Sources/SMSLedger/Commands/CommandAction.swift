internal import SMSCore

/// A command as the ledger stores it: a word and its target.
struct CommandAction {
  let word: String
  var spool: String?
  /// An id, an account, an error code, numbers, a file's name or a filter.
  var target: String?
}

extension CommandAction {
  /// The stored form of a command.
  init(_ command: Command) {
    switch command {
    case .cancel(let name): self.init(word: "cancel", spool: name.spool, target: name.id)
    case .update(let name, let update): self.init(update, of: name)
    case .hold(let scope): self.init("hold", scope)
    case .release(let scope): self.init("release", scope)
    case .retry(let name): self.init(word: "retry", spool: name.spool, target: name.id)
    case .act(let action, let filter):
      self.init(word: action.rawValue + Self.matchSuffix, target: filter.text)
    case .lookup(let name): self.init(word: "lookup", spool: name.spool, target: name.id)
    case .optOut(let phone, let sender): self.init(word: "optout", phone, sender)
    case .optIn(let phone, let sender): self.init(word: "optin", phone, sender)
    case .importOptOuts(let file): self.init(word: "import", target: file)
    case .erase(let phone): self.init(word: "erase", target: phone.digits)
    case .callbacks(let change, let account):
      self.init(word: Self.callbacksPrefix + change.rawValue, target: account)
    case .numbers(let change, let number, let account):
      self.init(word: Self.numbersPrefix + change.rawValue, target: "\(number.digits) \(account)")
    case .backup, .reconcile, .testAlarm: self.init(word: command.kind)
    }
  }

  private init(_ verb: String, _ scope: HoldScope) {
    switch scope {
    case .all: self.init(word: "\(verb)-all")
    case .spool(let name): self.init(word: "\(verb)-spool", spool: name)
    case .account(let name): self.init(word: "\(verb)-account", target: name)
    case .sender(let sender):
      self.init(word: "\(verb)-sender", spool: sender.spool, target: sender.number.digits)
    case .job(let name): self.init(word: "\(verb)-job", spool: name.spool, target: name.id)
    }
  }

  private init(word: String, _ phone: PhoneNumber, _ sender: PhoneNumber?) {
    let numbers = [phone, sender].compactMap { $0?.digits }
    self.init(word: word, target: numbers.joined(separator: " "))
  }

  /// The command of the stored form; nil for a form that no version writes.
  var command: Command? {
    switch word {
    case "cancel": jobName.map(Command.cancel)
    case Self.updateWord: update
    case "retry": jobName.map(Command.retry)
    // Earlier versions wrote these two.
    case "retry-all":
      target.flatMap(ErrorCode.init(rawValue:)).map {
        .act(.retry, JobFilter(errors: [$0], spools: spools))
      }
    case "flush": .act(.flush, JobFilter(spools: spools))
    case "lookup": jobName.map(Command.lookup)
    case "optout": numbers.map { .optOut($0, sender: $1) }
    case "optin": numbers.map { .optIn($0, sender: $1) }
    case "import": target.map { .importOptOuts(file: $0) }
    case "erase": target.flatMap { PhoneNumber(digits: $0) }.map(Command.erase)
    case "backup": .backup
    case "reconcile": .reconcile
    case "alarm": .testAlarm
    default:
      if word.hasSuffix(Self.matchSuffix) {
        act(word.dropLast(Self.matchSuffix.count))
      } else if word.hasPrefix(Self.callbacksPrefix) {
        CallbackChange(rawValue: String(word.dropFirst(Self.callbacksPrefix.count)))
          .map { .callbacks($0, account: target) }
      } else if word.hasPrefix(Self.numbersPrefix) {
        numbers(word.dropFirst(Self.numbersPrefix.count))
      } else if word.hasPrefix("hold-") {
        scope(word.dropFirst(5)).map(Command.hold)
      } else if word.hasPrefix("release-") {
        scope(word.dropFirst(8)).map(Command.release)
      } else {
        nil
      }
    }
  }

  private static let callbacksPrefix = "callbacks-"
  private static let numbersPrefix = "numbers-"
  private static let matchSuffix = "-match"

  private func act(_ word: Substring) -> Command? {
    guard let action = MatchedAction(rawValue: String(word)),
      let filter = target.flatMap(JobFilter.init(text:))
    else { return nil }
    return .act(action, filter)
  }

  private func numbers(_ word: Substring) -> Command? {
    let parts = (target ?? "").split(separator: " ", maxSplits: 1)
    guard let change = NumberChange(rawValue: String(word)), parts.count == 2,
      let number = PhoneNumber(digits: String(parts[0]))
    else { return nil }
    return .numbers(change, number, account: String(parts[1]))
  }

  private var spools: Set<String>? { spool.map { [$0] } }

  private func scope(_ word: Substring) -> HoldScope? {
    switch word {
    case "all": .all
    case "spool": spool.map(HoldScope.spool)
    case "account": target.map(HoldScope.account)
    case "sender": Sender(words: "\(target ?? "") \(spool ?? "")").map(HoldScope.sender)
    case "job": jobName.map(HoldScope.job)
    default: nil
    }
  }

  private var numbers: (PhoneNumber, PhoneNumber?)? {
    let numbers = (target ?? "").split(separator: " ").map { try? PhoneNumber(parsing: String($0)) }
    guard let phone = numbers.first ?? nil else { return nil }
    if numbers.count == 1 { return (phone, nil) }
    guard numbers.count == 2, let sender = numbers[1] else { return nil }
    return (phone, sender)
  }

  private var jobName: JobName? {
    guard let spool, let target else { return nil }
    return JobName(spool: spool, id: target)
  }
}
