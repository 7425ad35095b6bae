internal import SMSCore
internal import SMSSpool
internal import Synchronization

/// The conditions that the daemon's parts report when they begin and end, as they are now.
///
/// They are known even while no alarms are configured, so that a reload that adds them finds what
/// goes on.
struct AlarmFacts: Sendable {
  private var conditions: [AlarmKey: AlarmCondition] = [:]
  /// Why the ledger's calls fail.
  private var ledgerFailure: LedgerError?
  /// Why the ledger is not to be relied on.
  private var ledgerTrouble: LedgerError?

  /// All conditions that hold.
  var all: [AlarmCondition] {
    conditions.values.sorted { $0.key.text < $1.key.text } + (ledger.map { [$0] } ?? [])
  }

  private var ledger: AlarmCondition? { (ledgerTrouble ?? ledgerFailure).map { .ledger($0) } }

  /// Takes what a part reported; nil if no alarm is about that.
  mutating func take(_ report: DispatcherReport) -> AlarmEvent? {
    switch report {
    case .paused(let account, let error, _), .probeFailed(let account, let error, _):
      hold(.accountPaused(account, error))
    case .resumed(let account):
      end(AlarmKey(.accountPaused, account))
    default: nil
    }
  }

  mutating func take(_ report: IntakeReport, of spool: String) -> AlarmEvent? {
    switch report {
    case .paused(let pause):
      // A disk and the ledger have alarms of their own, one for all spools.
      switch pause {
      case .lowDisk, .ledger: nil
      case .directories, .files, .removal, .descriptors, .queueFull:
        hold(
          .intakeStopped(
            spool,
            reason: pause.reason,
            cause: "\(pause)".maskedNumbers ?? "\(pause)",
            hint: pause.hint.maskedNumbers ?? pause.hint
          )
        )
      }
    case .resumed: end(AlarmKey(.intakeStopped, spool))
    default: nil
    }
  }

  mutating func ledgerFailed(_ error: LedgerError?) -> AlarmEvent {
    ledgerFailure = error
    return ledgerEvent
  }

  mutating func ledgerTrouble(_ error: LedgerError?) -> AlarmEvent {
    ledgerTrouble = error
    return ledgerEvent
  }

  private var ledgerEvent: AlarmEvent {
    ledger.map { .holds($0) } ?? .over(AlarmKey(.ledger))
  }

  /// Forgets what is about accounts and spools that are not configured any more.
  mutating func keep(accounts: Set<String>, spools: Set<String>) -> [AlarmEvent] {
    let gone = conditions.values.filter { condition in
      !(condition.account.map(accounts.contains) ?? true)
        || !(condition.spool.map(spools.contains) ?? true)
    }
    return gone.compactMap { end($0.key) }
  }

  private mutating func hold(_ condition: AlarmCondition) -> AlarmEvent? {
    conditions[condition.key] = condition
    return .holds(condition)
  }

  private mutating func end(_ key: AlarmKey) -> AlarmEvent? {
    conditions.removeValue(forKey: key).map { _ in .over(key) }
  }
}
