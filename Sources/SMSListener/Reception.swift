internal import SMSCore

/// Decides about requests, one after the other, without any I/O.
///
/// Belongs to the listener's queue.
final class Reception {
  /// The largest body: a receipt is below 1 KiB, the longest text below 10.
  static let largestBody = 65_536

  /// A request that waits for the ledger.
  struct Arrival {
    let exchange: Exchange
    let notice: Notice
  }

  private let means: ListenerMeans
  private(set) var arrivals: [Arrival] = []
  private(set) var healthChecks: [Exchange] = []

  init(_ means: ListenerMeans) {
    self.means = means
  }

  /// What waits, once.
  func takeArrivals() -> [Arrival] {
    defer { arrivals = [] }
    return arrivals
  }

  /// The health checks that wait, once.
  func takeHealthChecks() -> [Exchange] {
    defer { healthChecks = [] }
    return healthChecks
  }

  /// Judges a request by its head alone; nil if its body is to be read.
  ///
  /// Without the token there is nothing here but 404, whatever else may be wrong.
  func refusal(of head: RequestHead) -> WebAnswer? {
    switch ListenerRoute(path: head.path) {
    case nil: return .notFound
    case .health:
      guard head.isLocal else { return .notFound }
      return head.method == "GET" ? nil : .methodNotAllowed("GET")
    case .hook(let hook, let token):
      guard means.isToken(token) else { return .notFound }
      return hook == .healthz ? refusal(ofCheck: head) : refusal(ofCall: head)
    }
  }

  private func refusal(ofCheck head: RequestHead) -> WebAnswer? {
    head.method == "GET" ? nil : .methodNotAllowed("GET")
  }

  private func refusal(ofCall head: RequestHead) -> WebAnswer? {
    guard head.method == "POST" else { return .methodNotAllowed("POST") }
    guard head.isJSON else { return WebAnswer(status: 415) }
    guard head.contentLength ?? 0 <= Self.largestBody else { return WebAnswer(status: 413) }
    return nil
  }

  /// Takes a request whose body has been read; nil if its answer comes later.
  func answer(_ exchange: Exchange) -> WebAnswer? {
    switch ListenerRoute(path: exchange.head.path) {
    case .health, .hook(.healthz, _):
      healthChecks.append(exchange)
      return nil
    case .hook(.receipt, _):
      return take(exchange, "receipt") { Receipt(webhook: $0).map(Notice.receipt) }
    case .hook(.message, _):
      return take(exchange, "message") { InboundMessage(webhook: $0).map(Notice.message) }
    case nil:
      return .notFound
    }
  }

  private func take(
    _ exchange: Exchange,
    _ kind: String,
    _ read: (WebhookJSON) -> Notice?
  ) -> WebAnswer? {
    guard !exchange.isTooLarge else { return WebAnswer(status: 413) }
    guard let json = WebhookJSON(exchange.body) else { return refuse(kind, "no JSON object") }
    guard let notice = read(json) else {
      return refuse(kind, "a member that it needs is missing or of another form")
    }
    arrivals.append(Arrival(exchange: exchange, notice: notice))
    return nil
  }

  private func refuse(_ kind: String, _ reason: String) -> WebAnswer {
    means.unreadable(UnreadableCall(kind: kind, reason: reason))
    return WebAnswer(status: 400)
  }
}
