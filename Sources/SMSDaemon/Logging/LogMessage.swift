internal import SMSSystem

/// Every line that the daemon can log: a constant message with its level.
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
  case zonesRead = "time zones read"
  case zonesRefused = "time zones refused"
  case listening
  case consoleListening = "console listening"
  case consoleUnavailable = "console unavailable"
  case commandNotRun = "command not run"
  case consoleLogin = "console login"
  case consoleRevoked = "console revoked"
  case pageNotMade = "page not made"
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
  case suppressed
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
  case caughtUp = "caught up"
  case catchUpFailed = "catch-up failed"
  case mediaStored = "media stored"
  case mediaDeferred = "media deferred"
  case mediaFailed = "media failed"
  case mediaPaused = "media paused"
  case mediaResumed = "media resumed"

  // Accounts.
  case accountRestricted = "account restricted"
  case accountPaused = "account paused"
  case probeFailed = "probe failed"
  case accountTrial = "account on trial"
  case accountResumed = "account resumed"
  case senderPaused = "sender paused"
  case senderResumed = "sender resumed"
  case accountSlowed = "account slowed down"
  case accountAtSpeed = "account at full speed"
  case mmsSlowed = "MMS slowed down"
  case mmsAtSpeed = "MMS at full speed"
  case breakerOpened = "breaker opened"
  case breakerClosed = "breaker closed"
  case capClosed = "cap closed"
  case capOpened = "cap opened"

  // Alarms.
  case alarmRaised = "alarm raised"
  case alarmRepeated = "alarm repeated"
  case alarmCleared = "alarm cleared"
  case alarmUndelivered = "alarm undelivered"
  case alarmOutput = "alarm output"

  // Disks.
  case intakePaused = "intake paused"
  case intakeResumed = "intake resumed"
  case batchWaits = "batch waits"
  case batchGoesOn = "batch goes on"
  case batchAccepted = "batch accepted"
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
  case metricsFileFailed = "metrics file failed"
  case metricsFileRecovered = "metrics file recovered"

  package var level: LogLevel {
    switch self {
    case .configurationFault, .accountPaused, .ledgerFailed, .ledgerDamaged, .ledgerDisplaced,
      .textDamaged, .drainedInPart, .publishFailed, .alarmUndelivered:
      .error
    case .zonesRefused,
      .reloadRefused, .consoleUnavailable, .commandNotRun, .pageNotMade, .stoppedAtOnce,
      .rightsProblem,
      .secretChanged, .restored, .backupFailed,
      .rejected, .manyRejected,
      .failed,
      .uncertain, .interrupted, .inDoubt, .lookFailed, .expired, .probeFailed, .accountSlowed,
      .mmsSlowed,
      .senderPaused, .accountRestricted, .capClosed,
      .breakerOpened, .prefixRefused, .intakePaused, .batchWaits, .leftAlone, .scanningOnly,
      .retentionFailed,
      .callUnreadable, .catchUpFailed, .mediaFailed, .mediaPaused, .metricsFileFailed, .alarmRaised:
      .warning
    case .receipt, .receiptUnmatched: .debug
    case .zonesRead, .consoleLogin, .consoleRevoked,
      .starting, .ready, .listening, .consoleListening, .reloading, .reloaded, .draining,
      .stopped, .accountTrial,
      .batchGoesOn, .accountResumed, .accountAtSpeed, .mmsAtSpeed, .senderResumed, .breakerClosed,
      .intakeResumed, .mediaResumed, .capOpened,
      .ledgerRecovered,
      .ledgerBack, .ledgerChecked, .ledgerUpgrading, .ledgerUpgraded, .publishRecovered,
      .restorationEnded, .ledgerReconciled, .backupMade, .metricsFileRecovered,
      .alarmRepeated, .alarmCleared:
      .notice
    case .sent, .deferred, .reconciled, .suppressed, .commandDone, .refused, .approved, .denied,
      .unenrolled,
      .batchAccepted, .removed, .spoolOpened, .watching, .received, .caughtUp, .alarmOutput,
      .mediaStored, .mediaDeferred:
      .info
    }
  }
}

/// How much a log line matters; the raw values are syslog's priorities (RFC 5424).
package enum LogLevel: Int, CaseIterable, Comparable, Sendable {
  case error = 3
  case warning = 4
  case notice = 5
  case info = 6
  case debug = 7

  package var name: String { Self.names[self] ?? "" }

  /// Computed once, as the name of a case is only available by reflection, which is slow.
  private static let names = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, String(describing: $0)) }
  )

  package static func < (left: LogLevel, right: LogLevel) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The format of log lines on standard error.
package enum LogFormat: String, CaseIterable, Sendable {
  /// `journal` under systemd, `text` on a terminal, else `json`.
  case auto
  /// `<6>message key=value`: systemd reads the level in front and adds the time itself.
  case journal
  /// `2026-11-23T08:00:00.123Z info message key=value`.
  case text
  /// One JSON object per line.
  case json

  /// The format that `auto` resolves to here.
  func resolved(isJournal: Bool, isTerminal: Bool) -> LogFormat {
    guard self == .auto else { return self }
    return isJournal ? .journal : isTerminal ? .text : .json
  }
}
