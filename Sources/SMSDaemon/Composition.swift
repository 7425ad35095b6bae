package import SMSCore
internal import SMSFlowroute
internal import SMSHTTP
internal import SMSLedger

/// The implementations behind the core's ports: above the modules that implement them, only this
/// file names any.
package enum Composition {
  /// The provider's names.
  package static let provider = ProviderDescription.flowroute

  /// What the provider's errors mean.
  static let errors: any ErrorExplaining = FlowrouteErrors()

  /// What its webhooks say.
  static let webhooks: any WebhookReading = FlowrouteWebhooks()

  /// What its receipts mean.
  static let receipts: any ReceiptReading = FlowrouteReceipts()

  /// An account at the provider.
  ///
  /// - Parameters:
  ///   - name: Its name in the configuration.
  ///   - api: The API version to speak, one of those in the description.
  ///   - endpoint: The API's address, and the keys.
  ///   - receiptURL: Where to send receipts; nil for none.
  ///   - media: How it fetches the files of messages.
  ///   - transport: Shared by all accounts.
  ///   - sink: Receives the account's events, on the transport's queue.
  /// - Returns: The account.
  static func account(
    _ name: String,
    api: String,
    endpoint: Endpoint,
    receiptURL: String?,
    media: MediaService,
    transport: Transport,
    sink: @escaping ProviderSink
  ) -> any AccountProvider {
    guard let api = APIVersion(rawValue: api) else {
      preconditionFailure("the configuration takes the description's versions only")
    }
    return FlowrouteProvider(
      account: name,
      api: api,
      endpoint: endpoint,
      receiptURL: receiptURL,
      media: media,
      transport: transport,
      clock: { Moment.now().wall },
      sink: sink
    )
  }

  /// The ledger in a state directory.
  static func ledger(
    in state: String
  ) -> any LedgerStorage & LedgerRepair & LedgerBackup & OfflineAudit {
    SQLiteStorage(directory: state, receipts: receipts)
  }

  /// The names of its files there.
  static let ledgerFiles = LedgerFiles(
    ledger: SQLiteFiles.ledger,
    log: SQLiteFiles.log,
    index: SQLiteFiles.index,
    logSuffix: SQLiteFiles.logSuffix,
    indexSuffix: SQLiteFiles.indexSuffix
  )
}
