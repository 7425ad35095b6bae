internal import SMSCore

/// The one line that `systemctl status` shows (STATUS= of sd_notify): problems, the worst first,
/// then the number of waiting messages.
struct StatusLine: Equatable, Sendable {
  /// The maximum number of names listed per kind of problem; the rest are counted.
  private static let most = 3

  /// Why the ledger is unreliable, if it is damaged or displaced.
  var ledgerTrouble: String?
  /// Why calls to the ledger fail.
  var ledgerFailure: String?
  var holds: Set<HoldScope> = []
  /// What keeps an account from sending, for example `paused (unauthorized)`.
  var accounts: [String: String] = [:]
  /// The accounts that do not send, or not to everybody, with what holds for each.
  var restricted: [String: String] = [:]
  /// Why a spool's intake is paused, for example `low_disk`.
  var spools: [String: String] = [:]
  var isReloadRefused = false
  /// The number of waiting messages; nil if unknown.
  var waiting: Int?

  var text: String {
    let trouble = [reliance, ledger, held, restriction, sending, intake, reload].compactMap(\.self)
    return ((trouble.isEmpty ? ["Taking requests"] : trouble) + [amount].compactMap(\.self))
      .joined(separator: "; ")
  }

  private var reliance: String? {
    ledgerTrouble.map { "Nothing new is sent or accepted: \($0)" }
  }

  private var ledger: String? {
    guard ledgerTrouble == nil else { return nil }
    return ledgerFailure.map { "Nothing is sent or accepted: the ledger fails (\($0))" }
  }

  private var held: String? {
    guard !holds.contains(.all) else { return "Everything is held" }
    return Self.list(holds.map(\.words)).map { "Held: \($0)" }
  }

  private var restriction: String? {
    Self.list(restricted.map { "account \($0.key) \($0.value)" }, capitalized: true)
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

extension AccountNote {
  /// What keeps an account from sending as configured; nil if nothing does.
  var words: String? {
    let cause = code.map { " (\($0.rawValue))" } ?? ""
    return switch state {
    case .running: nil
    case .paused: "paused\(cause)"
    case .trial: "on trial"
    case .failing: "resting\(cause)"
    }
  }
}
