internal import SMSCore

/// A switch over many jobs as the ledger stores it.
struct HoldRow {
  let scope: String
  let name: String
}

extension HoldRow {
  /// The stored form of a switch; nil for a hold of one job, which is that job's state.
  init?(_ hold: HoldScope) {
    switch hold {
    case .all: self.init(scope: "all", name: "")
    case .spool(let name): self.init(scope: "spool", name: name)
    case .account(let name): self.init(scope: "account", name: name)
    case .sender(let sender):
      self.init(scope: "sender", name: "\(sender.number.digits) \(sender.spool)")
    case .job: return nil
    }
  }

  /// The switch; nil for a form that no version writes.
  var hold: HoldScope? {
    switch scope {
    case "all": .all
    case "spool": .spool(name)
    case "account": .account(name)
    case "sender": Sender(words: name).map(HoldScope.sender)
    default: nil
    }
  }
}

extension Sender {
  /// Reads a number and a spool, as the ledger keeps them together.
  init?(words: String) {
    let parts = words.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let number = PhoneNumber(digits: String(parts[0])) else { return nil }
    self.init(spool: String(parts[1]), number: number)
  }
}
