internal import SMSCore
internal import SMSSecrets
internal import SMSSpool
package import SMSSystem

/// The whole daemon: everything that runs, from start to the end of the drain.
package actor Daemon: QueueActor {
  package static let version = CurrentProcess.version

  package nonisolated let executor: QueueExecutor

  let options: DaemonOptions
  let log: Log
  let notifier: ServiceTeller
  let scribe: EventReporter
  let state: Directory
  /// The lock, held as long as the daemon lives.
  let stateFile: StateFile
  let board: StatusBoard
  let ledger: any DaemonLedger
  let secret: SecretKey
  /// The name of this boot, for the life of codes.
  let boot: String
  let desk: Dispatcher
  let publisher: Publisher
  let received: ReceivedPublisher
  let inbound: InboundHandler
  let lookups: LookupWorker
  let unreadableCalls: UnreadableCalls
  let reconciler: ReconcileHandler
  /// As the start found it.
  let restoration: Restoration?
  let housekeeper: Housekeeper
  let ledgerWatch: LedgerWatch
  /// Whether the last daemon ended without having stopped.
  let wasUnclean: Bool

  var configuration: Configuration
  var providers: AccountProviders
  var service: ListenerService?
  /// Where the provider is to call us; nil while the listener is off.
  package internal(set) var callbackURLs: CallbackURLs?
  var intakes: [String: Intake] = [:]
  let directoryClaims = DirectoryClaims()
  let notices = SharedInotify(for: Intake.changes, on: QueueExecutor(label: "intake"))
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
    stateFile = parts.stateFile
    board = parts.board
    ledger = parts.ledger
    secret = parts.secret
    boot = parts.boot
    desk = parts.desk
    publisher = parts.publisher
    received = parts.received
    inbound = parts.inbound
    lookups = parts.lookups
    let secret = parts.secret
    unreadableCalls = UnreadableCalls(
      state: parts.state,
      log: parts.log,
      digest: { secret.digest(.request, of: $0) }
    )
    reconciler = parts.reconciler
    restoration = parts.restoration
    isRestored = parts.restoration != nil
    housekeeper = parts.housekeeper
    ledgerWatch = parts.ledgerWatch
    wasUnclean = parts.wasUnclean
    configuration = parts.configuration
    providers = parts.providers
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
}
