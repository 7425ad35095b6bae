import SMSCore
import SMSFlowroute
import SMSHTTP
import SMSSystem
import TestSupport

/// A provider on its own transport, whose events a test can await.
struct TransportFixture {
  let provider: FlowrouteProvider
  private let events = Mailbox<ProviderEvent>()

  static let accessKey = "01234567"
  static let secretKey = "canary-of-the-secret-key"
  static let account = "main"

  /// Limits are in seconds; they are long where no test waits for them.
  init(
    base: String,
    api: SMSFlowroute.APIVersion = .v2dot1,
    timeout: Double = 20,
    connectTimeout: Double? = nil,
    caFile: String? = nil,
    proxy: String? = nil,
    keys: KeyPair = KeyPair(accessKey: accessKey, secretKey: secretKey),
    media: MediaService = MediaService()
  ) async throws {
    let endpoint = Endpoint(
      base: try BaseURL(base),
      keys: keys,
      caFile: caFile,
      proxy: proxy,
      timeout: Interval(seconds: timeout),
      connectTimeout: connectTimeout.map { Interval(seconds: $0) }
    )
    let events = events
    provider = FlowrouteProvider(
      account: Self.account,
      api: api,
      endpoint: endpoint,
      media: media,
      transport: try await Transport.start(),
      clock: { WallTime(nanoseconds: Clocks.wall) },
      sink: { batch in
        for event in batch { events.send(event) }
      }
    )
  }

  /// Performs one attempt to its end.
  func send(_ dispatch: Dispatch) async throws -> Attempt {
    provider.send([dispatch])
    return try await ending()
  }

  /// Performs one attempt with a plain message to its end.
  func send(job: Int64 = 1, to: String = "12065550142") async throws -> Attempt {
    try await send(try .sample(job: job, to: to))
  }

  /// Waits for the end of the current attempt.
  func ending(hasLeft: Bool = false) async throws -> Attempt {
    var left = hasLeft
    while true {
      switch try await events.next() {
      case .left: left = true
      case .answered(_, let job, let outcome, let took):
        return Attempt(job: job, hasLeft: left, outcome: outcome, took: took)
      case .probed, .listed: continue
      }
    }
  }

  /// Probes the account; nil if it answered.
  func probe() async throws -> ProviderError? {
    provider.probe(today: WallTime(nanoseconds: Clocks.wall))
    while true {
      if case .probed(Self.account, let failure) = try await events.next() { return failure }
    }
  }

  /// Requests a page of the list, and waits for the answer.
  func list(_ query: ListQuery) async throws -> ListAnswer {
    provider.list(query)
    while true {
      if case .listed(Self.account, let answer) = try await events.next() { return answer }
    }
  }

  /// The next event of any kind.
  func nextEvent() async throws -> ProviderEvent { try await events.next() }
}

/// The result of one attempt.
struct Attempt {
  var job: JobNumber
  /// Whether a `.left` came before the answer.
  var hasLeft: Bool
  var outcome: Outcome
  var took: Interval

  var kind: OutcomeKind { OutcomeKind(outcome) }
  var error: ProviderError? { outcome.error }
}

/// The kind of an outcome.
enum OutcomeKind: String {
  case accepted
  case unsent
  case refused
  case unfetched
  case failed
  case doubt
  case account

  init(_ outcome: Outcome) {
    self =
      switch outcome {
      case .accepted: .accepted
      case .unsent: .unsent
      case .refused: .refused
      case .unfetched: .unfetched
      case .failed: .failed
      case .doubt: .doubt
      case .accountTrouble: .account
      }
  }
}
