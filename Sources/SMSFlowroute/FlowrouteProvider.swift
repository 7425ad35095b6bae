package import SMSCore
package import SMSHTTP

/// One Flowroute account: sends messages, lists and looks them up, probes it, sets its callbacks.
package final class FlowrouteProvider: Provider {
  private let account: String
  let api: APIVersion
  private let transport: Transport
  private let channel: Channel
  let clock: @Sendable () -> WallTime
  private let receiptURL: String?
  private let media: MediaService
  private let sink: ProviderSink

  /// - Parameters:
  ///   - account: The account's name in the configuration, included in every event.
  ///   - api: The version of the API to speak.
  ///   - endpoint: The API's address, and the keys.
  ///   - receiptURL: Where the provider is to send receipts; nil for none.
  ///   - media: How it fetches the files of messages.
  ///   - transport: Shared by all accounts.
  ///   - clock: The wall clock, for the time of list calls and for answers that contain a date.
  ///   - sink: Receives this account's events, on the transport's queue.
  package init(
    account: String,
    api: APIVersion,
    endpoint: Endpoint,
    receiptURL: String? = nil,
    media: MediaService = MediaService(),
    transport: Transport,
    clock: @escaping @Sendable () -> WallTime,
    sink: @escaping ProviderSink
  ) {
    self.account = account
    self.api = api
    self.transport = transport
    self.clock = clock
    self.receiptURL = receiptURL
    self.media = media
    self.sink = sink
    channel = Channel(endpoint: endpoint) { events in
      sink(events.compactMap { ProviderEvent($0, account: account, media: media, clock: clock) })
    }
  }

  deinit { transport.retire(channel) }

  package func send(_ dispatches: [Dispatch]) {
    var requests: [TransferRequest] = []
    for dispatch in dispatches {
      guard let copies = dispatch.envelope.media?.copies else {
        requests.append(TransferRequest(sending: dispatch, api: api, receiptURL: receiptURL))
        continue
      }
      guard let addresses = media.addresses(of: copies) else {
        // A reload came between; the ledger ends the message when it would begin again.
        let error = ProviderError(code: .mediaNotServed)
        let event = ProviderEvent.answered(
          account: account,
          job: dispatch.job,
          outcome: .unfetched(error),
          took: .zero
        )
        sink([event])
        continue
      }
      requests.append(
        TransferRequest(sending: dispatch, api: api, receiptURL: receiptURL, copies: addresses)
      )
    }
    transport.begin(requests, on: channel)
  }

  package func probe(today: WallTime) {
    transport.begin([TransferRequest(probingOn: today, api: api)], on: channel)
  }

  package func list(_ query: ListQuery) {
    transport.begin([TransferRequest(listing: query, askedAt: clock(), api: api)], on: channel)
  }

  /// Makes a call other than a send, and awaits its end.
  func call(
    path: String,
    _ content: TransferRequest.Content,
    kept: Int = TransferRequest.usualKept
  ) async -> TransferResult {
    await withCheckedContinuation { continuation in
      let call = PendingCall(continuation)
      let request = TransferRequest(
        purpose: .call(call),
        path: path,
        content: content,
        kept: kept
      )
      transport.begin([request], on: channel)
    }
  }

  /// The result of a call that was answered with success; otherwise its error.
  func judged(_ result: TransferResult) -> Result<TransferResult, ProviderError> {
    if let status = result.status, (200..<300).contains(status), result.failure == nil {
      return .success(result)
    }
    return .failure(error(of: result))
  }

  /// Why a call failed.
  func error(of result: TransferResult) -> ProviderError {
    let fallback = ProviderError(code: .wrongEndpoint, httpStatus: result.status)
    return Outcome(of: result, text: nil, now: clock()).error ?? fallback
  }

  package func cancelAll() {
    transport.cancelAll(on: channel)
  }
}
