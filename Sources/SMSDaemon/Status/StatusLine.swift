internal import SMSCore

/// What `systemctl status` shows in one line (STATUS= of sd_notify): what is not as it should be,
/// the worst first, then how much waits.
struct StatusLine: Equatable, Sendable {
  /// The names that are told of each kind of trouble; the rest is counted.
  private static let most = 3

  /// Why the ledger takes nothing.
  var ledgerFailure: String?
  var holds: Set<HoldScope> = []
  /// What keeps an account from sending, such as `paused (unauthorized)`.
  var accounts: [String: String] = [:]
  /// Why a spool's intake waits, such as `low_disk`.
  var spools: [String: String] = [:]
  var isReloadRefused = false
  /// Messages that wait; nil while it is not known.
  var waiting: Int?

  var text: String {
    let trouble = [ledger, held, sending, intake, reload].compactMap(\.self)
    return ((trouble.isEmpty ? ["Taking requests"] : trouble) + [amount].compactMap(\.self))
      .joined(separator: "; ")
  }

  private var ledger: String? {
    ledgerFailure.map { "Nothing is sent or accepted: the ledger fails (\($0))" }
  }

  private var held: String? {
    guard !holds.contains(.all) else { return "Everything is held" }
    return Self.list(holds.map(\.words)).map { "Held: \($0)" }
  }

  private var sending: String? {
    Self.list(accounts.map { "account \($0.key) \($0.value)" }, capitalized: true)
  }

  private var intake: String? {
    Self.list(spools.map { "\($0.key) (\($0.value))" }).map { "Intake paused: \($0)" }
  }

  private var reload: String? {
    isReloadRefused ? "The last reload was refused, see the log" : nil
  }

  private var amount: String? {
    switch waiting {
    case nil: nil
    case 0?: "nothing waits"
    case 1?: "1 message waits"
    case let count?: "\(count) messages wait"
    }
  }

  private static func list(_ items: [String], capitalized: Bool = false) -> String? {
    guard !items.isEmpty else { return nil }
    let sorted = items.sorted()
    let more = sorted.count > most ? ["and \(sorted.count - most) more"] : []
    let text = (sorted.prefix(most) + more).joined(separator: ", ")
    return capitalized ? "\(text.prefix(1).uppercased())\(text.dropFirst())" : text
  }
}

extension HoldScope {
  fileprivate var words: String {
    switch self {
    case .all: "everything"
    case .spool(let name): "spool \(name)"
    case .account(let name): "account \(name)"
    case .sender(let sender): "sender \(sender.number) of \(sender.spool)"
    case .job(let name): "\(name.id) of spool \(name.spool)"
    }
  }
}
