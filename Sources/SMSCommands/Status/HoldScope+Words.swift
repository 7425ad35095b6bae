package import SMSCore
internal import SMSJSON

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

  /// What a request says to hold or release it.
  var members: [(String, JSONValue)] {
    switch self {
    case .all: [("all", true)]
    case .spool(let name): [("spool", .string(name))]
    case .account(let name): [("account", .string(name))]
    case .sender(let sender):
      [("from", .string(sender.number.digits)), ("spool", .string(sender.spool))]
    case .job(let name): [("message", .string(name.id)), ("spool", .string(name.spool))]
    }
  }
}
