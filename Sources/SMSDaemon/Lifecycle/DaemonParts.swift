internal import SMSCore
internal import SMSSecrets
internal import SMSSystem

/// The parts that a daemon is made of, opened in the order in which they may fail.
struct DaemonParts: ~Copyable {
  var options: DaemonOptions
  var configuration: Configuration
  var log: Log
  var notifier: ServiceTeller
  var scribe: EventReporter
  var state: Directory
  var stateFile: StateFile
  var board: StatusBoard
  var ledger: any DaemonLedger
  var secret: SecretKey
  var boot: String
  var desk: Dispatcher
  var publisher: Publisher
  var received: ReceivedPublisher
  var inbound: InboundHandler
  var lookups: LookupWorker
  var reconciler: ReconcileHandler
  var restoration: Restoration?
  var housekeeper: Housekeeper
  var ledgerWatch: LedgerWatch
  /// Whether the last daemon ended without having stopped.
  var wasUnclean: Bool
  var providers: AccountProviders
}
