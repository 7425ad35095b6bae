internal import SMSCore
internal import SMSFlowroute
internal import SMSLedger
internal import SMSSecrets
internal import SMSSpool
package import SMSSystem

/// The whole daemon: everything that runs, from start to the end of the drain.
package actor Daemon {
  package static let version = "0.1.0"

  package nonisolated let executor: QueueExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  let options: DaemonOptions
  let log: Log
  let notifier: ServiceTeller
  let scribe: Scribe
  let state: Directory
  /// Held as long as the daemon lives.
  private let lock: LockFile
  let ledger: SQLiteLedger
  let secret: SecretKey
  /// The name of this boot, for the life of codes.
  let boot: String
  let desk: DispatchDesk
  let publisher: Publisher
  let received: ReceivedPublisher
  let inbound: InboundDesk
  let lookups: LookupDesk
  let reconciler: ReconcileDesk
  /// As the start found it.
  let restoration: Restoration?
  let housekeeper: Housekeeper
  let startedAt: WallTime

  var configuration: Configuration
  var providers: AccountProviders
  var service: ListenerService?
  /// Where the provider is to call us; nil while the listener is off.
  package internal(set) var callbackURLs: CallbackURLs?
  var intakes: [String: Intake] = [:]
  let intakeExecutor = QueueExecutor(label: "intake")
  var signals: SignalSource?
  var watchdog: Watchdog?
  /// Whether the ledger was restored, and nobody has released it yet.
  var isRestored: Bool
  var isReloading = false
  var isReloadAsked = false
  var isDraining = false
  private var ended: CheckedContinuation<Void, Never>?
  private var hasEnded = false

  init(_ parts: consuming DaemonParts) {
    executor = QueueExecutor(label: "daemon")
    options = parts.options
    log = parts.log
    notifier = parts.notifier
    scribe = parts.scribe
    state = parts.state
    lock = parts.lock
    ledger = parts.ledger
    secret = parts.secret
    boot = parts.boot
    desk = parts.desk
    publisher = parts.publisher
    received = parts.received
    inbound = parts.inbound
    lookups = parts.lookups
    reconciler = parts.reconciler
    restoration = parts.restoration
    isRestored = parts.restoration != nil
    housekeeper = parts.housekeeper
    configuration = parts.configuration
    providers = parts.providers
    startedAt = Moment.now().wall
  }

  /// Returns when the daemon has drained and everything is closed.
  package func untilStopped() async {
    guard !hasEnded else { return }
    await withCheckedContinuation { ended = $0 }
  }

  func stopped() {
    hasEnded = true
    ended?.resume()
    ended = nil
  }

  func note(_ state: String) async {
    let text = Notes.daemon(
      pid: options.processID,
      version: Self.version,
      startedAt: startedAt,
      state: state
    )
    await note(Notes.daemon, text)
  }

  func note(_ key: String, _ text: String) async {
    do throws(LedgerError) {
      try await ledger.note(key, text)
    } catch {
      scribe.ledgerFailed(error)
    }
  }
}
