internal import SMSCore
internal import SMSHTTP

/// The providers of all accounts, kept across reloads as long as their settings do not change.
struct AccountProviders {
  private struct Kept {
    var endpoint: Endpoint
    var api: String
    var receiptURL: String?
    var provider: any AccountProvider
  }

  private let transport: Transport
  private let sink: ProviderSink
  private var kept: [String: Kept] = [:]

  init(transport: Transport, sink: @escaping ProviderSink) {
    self.transport = transport
    self.sink = sink
  }

  var providers: [String: any Provider] { kept.mapValues { $0.provider } }
  var lookups: [String: any MessageLookup] { kept.mapValues { $0.provider } }
  var listings: [String: any MessageListing] { kept.mapValues { $0.provider } }
  var callbacks: [String: any AccountCallbacks] { kept.mapValues { $0.provider } }
  var numbers: [String: any NumberProvisioning] { kept.mapValues { $0.provider } }

  /// Applies a configuration.
  ///
  /// An account with a changed address, version, time limit or key gets a new provider; calls in
  /// progress on the old one are still answered.
  ///
  /// - Parameters:
  ///   - configuration: The accounts.
  ///   - credentials: Their keys.
  ///   - receiptURL: Where to send receipts; nil while the listener is off.
  mutating func use(
    _ configuration: Configuration,
    _ credentials: [String: Credentials],
    receiptURL: String? = nil
  ) {
    kept = configuration.accounts.reduce(into: [:]) { result, entry in
      let (name, account) = entry
      guard let keys = credentials[name] else { return }
      let endpoint = Endpoint(
        base: account.baseURL,
        keys: KeyPair(accessKey: keys.accessKey, secretKey: keys.secretKey),
        caFile: account.caFile,
        proxy: account.proxy,
        timeout: account.timeout
      )
      if let old = kept[name], old.endpoint == endpoint, old.api == account.api,
        old.receiptURL == receiptURL
      {
        result[name] = old
      } else {
        result[name] = Kept(
          endpoint: endpoint,
          api: account.api,
          receiptURL: receiptURL,
          provider: Composition.account(
            name,
            api: account.api,
            endpoint: endpoint,
            receiptURL: receiptURL,
            transport: transport,
            sink: sink
          )
        )
      }
    }
  }
}
