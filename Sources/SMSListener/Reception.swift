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
    guard head.contentLength ?? 0 <= Self.largestBody else { return WebAnswer(status: 413) }
    return nil
  }

  /// Takes a request whose body has been read; nil if its answer comes later.
  func answer(_ exchange: Exchange) -> WebAnswer? {
    switch ListenerRoute(path: exchange.head.path) {
    case .health, .hook(.healthz, _):
      healthChecks.append(exchange)
      return nil
    case .hook(let hook, _):
      return take(exchange, hook)
    case nil:
      return .notFound
    }
  }

  private func take(_ exchange: Exchange, _ hook: ListenerRoute.Hook) -> WebAnswer? {
    guard !exchange.isTooLarge else { return WebAnswer(status: 413) }
    guard let json = WebhookJSON(exchange.body) else {
      return refuse(exchange, hook, "no JSON object")
    }
    guard let notice = Notice(webhook: json, at: hook) else {
      return refuse(exchange, hook, "a member that it needs is missing or of another form")
    }
    arrivals.append(Arrival(exchange: exchange, notice: notice))
    return nil
  }

  private func refuse(
    _ exchange: Exchange,
    _ hook: ListenerRoute.Hook,
    _ reason: String
  ) -> WebAnswer {
    means.unreadable(UnreadableCall(kind: hook.rawValue, reason: reason, body: exchange.body))
    return WebAnswer(status: 400)
  }
}

extension Notice {
  /// Reads a call by its shape, since a provider's settings may name one address for both; what
  /// the shape leaves open the address decides.
  init?(webhook json: WebhookJSON, at hook: ListenerRoute.Hook) {
    let resource = json["data"] ?? json
    let attributes = resource["attributes"] ?? resource
    let isReceipt: Bool =
      switch resource["type"]?.text ?? json["type"]?.text {
      case "delivery_receipt": true
      case "message": false
      default:
        attributes["status_code"] != nil || attributes["level"] != nil || hook == .receipt
      }
    let receipt = { Receipt(webhook: json).map(Notice.receipt) }
    let message = { InboundMessage(webhook: json).map(Notice.message) }
    guard let notice = isReceipt ? receipt() : message() else { return nil }
    self = notice
  }
}
