/// Every line that the daemon can print: a constant message with its level.
///
/// systemd/README.md lists them.
package enum LogMessage: String, CaseIterable, Sendable {
  // The daemon itself.
  case starting
  case ready
  case reloading
  case reloaded
  case reloadRefused = "reload refused"
  case draining
  case stopped
  case drainedInPart = "drained in part"
  case stoppedAtOnce = "stopped at once"
  case configurationFault = "configuration fault"
  case listening
  case rightsProblem = "rights problem"
  case secretChanged = "secret key changed"
  case restored
  case restorationEnded = "restoration ended"
  case ledgerReconciled = "ledger reconciled"
  case backupMade = "backup made"
  case backupFailed = "backup failed"

  // Jobs.
  case rejected
  case manyRejected = "many rejected"
  case sent
  case deferred
  case failed
  case uncertain
  case interrupted
  case inDoubt = "in doubt"
  case reconciled
  case lookFailed = "look failed"
  case expired
  case commandDone = "command done"

  // Codes.
  case refused
  case approved
  case denied
  case unenrolled
  case prefixRefused = "prefix refused"

  // From the provider.
  case receipt
  case receiptUnmatched = "receipt unmatched"
  case received
  case callUnreadable = "call unreadable"

  // Accounts.
  case accountPaused = "account paused"
  case probeFailed = "probe failed"
  case accountTrial = "account on trial"
  case accountResumed = "account resumed"
  case senderPaused = "sender paused"
  case senderResumed = "sender resumed"
  case accountSlowed = "account slowed down"
  case breakerOpened = "breaker opened"
  case breakerClosed = "breaker closed"

  // Disks.
  case intakePaused = "intake paused"
  case intakeResumed = "intake resumed"
  case leftAlone = "left alone"
  case removed
  case spoolOpened = "spool opened"
  case scanningOnly = "scanning only"
  case watching
  case ledgerFailed = "ledger failed"
  case ledgerRecovered = "ledger recovered"
  case ledgerDamaged = "ledger damaged"
  case ledgerDisplaced = "ledger displaced"
  case ledgerBack = "ledger back"
  case ledgerChecked = "ledger checked"
  case ledgerUpgrading = "ledger upgrading"
  case ledgerUpgraded = "ledger upgraded"
  case textDamaged = "text damaged"
  case publishFailed = "publish failed"
  case publishRecovered = "publish recovered"
  case retentionFailed = "retention failed"

  package var level: LogLevel {
    switch self {
    case .configurationFault, .accountPaused, .ledgerFailed, .ledgerDamaged, .ledgerDisplaced,
      .textDamaged, .drainedInPart, .publishFailed:
      .error
    case .reloadRefused, .stoppedAtOnce, .rightsProblem, .secretChanged, .restored, .backupFailed,
      .rejected, .manyRejected,
      .failed,
      .uncertain, .interrupted, .inDoubt, .lookFailed, .expired, .probeFailed, .accountSlowed,
      .senderPaused,
      .breakerOpened, .prefixRefused, .intakePaused, .leftAlone, .scanningOnly, .retentionFailed,
      .callUnreadable:
      .warning
    case .receipt, .receiptUnmatched: .debug
    case .starting, .ready, .listening, .reloading, .reloaded, .draining, .stopped, .accountTrial,
      .accountResumed, .senderResumed, .breakerClosed, .intakeResumed, .ledgerRecovered,
      .ledgerBack, .ledgerChecked, .ledgerUpgrading, .ledgerUpgraded, .publishRecovered,
      .restorationEnded, .ledgerReconciled, .backupMade:
      .notice
    case .sent, .deferred, .reconciled, .commandDone, .refused, .approved, .denied, .unenrolled,
      .removed, .spoolOpened, .watching, .received:
      .info
    }
  }
}
