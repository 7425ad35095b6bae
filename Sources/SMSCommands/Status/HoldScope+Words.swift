package import SMSCore

extension HoldScope {
  /// What is held, for text output.
  package var words: String {
    switch self {
    case .all: "everything"
    case .spool(let name): "spool \(name)"
    case .account(let name): "account \(name)"
    case .sender(let sender): "sender \(sender.number.digits) of spool \(sender.spool)"
    case .job(let name): "\(name.id) of spool \(name.spool)"
    }
  }

  /// The command that ends this hold and no other.
  package var releaseCommand: String {
    let target =
      switch self {
      case .all: "--all"
      case .spool(let name): "--spool \(name)"
      case .account(let name): "--account \(name)"
      case .sender(let sender): "--sender \(sender.number.digits) --spool \(sender.spool)"
      case .job(let name): "\(name.id) --spool \(name.spool)"
      }
    return "\(ProgramName.value) release \(target)"
  }
}
