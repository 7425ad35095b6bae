internal import SMSCore
internal import SMSHTTP

/// The providers of all accounts, kept across reloads as long as their settings do not change.
struct AccountProviders {
  private struct Kept {
    var endpoint: Endpoint
    var api: String
    var receiptURL: String?
    var mediaURL: String?
    var provider: any AccountProvider
  }

  private let transport: Transport
  private let sink: ProviderSink
  /// Whether a file of some copies was asked for since a time.
  private let wasAsked: @Sendable (String, MonotonicTime) -> Bool
  private var kept: [String: Kept] = [:]

  init(
    transport: Transport,
    sink: @escaping ProviderSink,
    wasAsked: @escaping @Sendable (String, MonotonicTime) -> Bool = { _, _ in true }
  ) {
    self.transport = transport
    self.sink = sink
    self.wasAsked = wasAsked
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
  ///   - mediaURL: The beginning of the addresses of messages' files; nil while none are served.
  mutating func use(
    _ configuration: Configuration,
    _ credentials: [String: Credentials],
    receiptURL: String? = nil,
    mediaURL: String? = nil
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
        old.receiptURL == receiptURL, old.mediaURL == mediaURL
      {
        result[name] = old
      } else {
        result[name] = Kept(
          endpoint: endpoint,
          api: account.api,
          receiptURL: receiptURL,
          mediaURL: mediaURL,
          provider: Composition.account(
            name,
            api: account.api,
            endpoint: endpoint,
            receiptURL: receiptURL,
            media: MediaService(address: mediaURL, wasAsked: wasAsked),
            transport: transport,
            sink: sink
          )
        )
      }
    }
  }
}
