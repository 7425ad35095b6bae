internal import SMSCore

/// Decides about requests, one after another, without any I/O.
///
/// It belongs to the listener's queue.
final class WebhookRouter: RequestHandler {
  /// The largest body; a receipt is below 1 KiB, the longest text below 10 KiB.
  let largestBody = 65_536

  /// A request that waits for the ledger.
  struct Arrival {
    let exchange: Exchange
    let event: WebhookEvent
  }

  /// A request for a file of a message.
  struct MediaCall {
    let exchange: Exchange
    let key: String
    let name: String
  }

  private let dependencies: ListenerDependencies
  private(set) var arrivals: [Arrival] = []
  private(set) var healthChecks: [Exchange] = []
  private(set) var mediaCalls: [MediaCall] = []

  init(_ dependencies: ListenerDependencies) {
    self.dependencies = dependencies
  }

  /// Returns the waiting requests and forgets them.
  func takeArrivals() -> [Arrival] {
    defer { arrivals = [] }
    return arrivals
  }

  /// Returns the waiting health checks and forgets them.
  func takeHealthChecks() -> [Exchange] {
    defer { healthChecks = [] }
    return healthChecks
  }

  /// Returns the waiting requests for files and forgets them.
  func takeMediaCalls() -> [MediaCall] {
    defer { mediaCalls = [] }
    return mediaCalls
  }

  /// Whether a path contains the token, or the key of files.
  func isKnown(path: String) -> Bool {
    if case .media(let key, _)? = parse(path) { return dependencies.media.contains(key) }
    return knownRoute(path) != nil
  }

  func isKnown(_ head: RequestHead) -> Bool { isKnown(path: head.path) }

  /// Judges a request by its head alone; nil if its body is to be read.
  ///
  /// Without the token every well-formed request gets 404, whatever else may be wrong with it.
  func refusal(of head: RequestHead) -> WebAnswer? {
    if let fault = head.fault {
      report(head.path, "not plain HTTP: \(fault.rawValue)")
      return .malformed
    }
    let route = parse(head.path)
    if case .media? = route {
      let isFetch = ["GET", "HEAD"].contains(head.method)
      return isFetch && isKnown(path: head.path) ? nil : .notFound
    }
    guard route == .health else {
      return isKnown(path: head.path) ? nil : .notFound
    }
    guard head.isLocal else { return .notFound }
    return head.method == "GET" ? nil : .methodNotAllowed("GET")
  }

  /// Handles a request whose body has been read; nil if its answer comes later.
  func answer(_ exchange: Exchange) -> WebAnswer? {
    // It was reported when it grew too large.
    guard !exchange.isTooLarge else { return WebAnswer(status: 413) }
    switch parse(exchange.head.path) {
    case .health, .hook(.healthz, _):
      guard exchange.head.method == "GET" else { return refuseMethod(of: exchange, "GET") }
      healthChecks.append(exchange)
      return nil
    case .media(let key, let name):
      mediaCalls.append(MediaCall(exchange: exchange, key: key, name: name))
      return nil
    case .hook(.receipt, _): return post(exchange, .receipt)
    case .hook(.message, _): return post(exchange, .message)
    case .stray:
      report(exchange, "the address is neither that of receipts nor that of messages")
      return .notFound
    case nil:
      return .notFound
    }
  }

  /// A body has become too large; the rest of it is not kept.
  func overflowed(_ exchange: Exchange) {
    report(exchange, "larger than \(largestBody) bytes, of which the first are kept")
  }

  /// A request ended before it was complete.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - body: The part of its body that arrived.
  func brokeOff(_ path: String, body: [UInt8]) {
    report(path, "it was cut off, or is not plain HTTP", body: body)
  }

  /// A text has the id of another one.
  func contradicted(_ exchange: Exchange) {
    report(exchange, "its id is that of a text with another sender, number or body")
  }

  private func post(_ exchange: Exchange, _ hook: WebhookKind) -> WebAnswer? {
    guard exchange.head.method == "POST" else { return refuseMethod(of: exchange, "POST") }
    return take(exchange, hook)
  }

  private func take(_ exchange: Exchange, _ hook: WebhookKind) -> WebAnswer? {
    do throws(WebhookFault) {
      let event = try dependencies.webhooks.event(in: exchange.body, at: hook)
      arrivals.append(Arrival(exchange: exchange, event: event))
      return nil
    } catch {
      report(exchange, error.rawValue)
      return WebAnswer(status: 400)
    }
  }

  private func refuseMethod(of exchange: Exchange, _ allowed: String) -> WebAnswer {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    let method = known.first { $0 == exchange.head.method } ?? "another method"
    report(exchange, "\(method) instead of \(allowed)")
    return .methodNotAllowed(allowed)
  }

  private func report(_ exchange: Exchange, _ reason: String) {
    report(exchange.head.path, reason, body: exchange.body)
  }

  /// Reports a lost call, if it has the token.
  private func report(_ path: String, _ reason: String, body: [UInt8] = []) {
    guard let route = knownRoute(path) else { return }
    dependencies.unreadable(UnreadableCall(kind: route.kind, reason: reason, body: body))
  }

  private func parse(_ path: String) -> ListenerRoute? {
    ListenerRoute(path: path, below: dependencies.root)
  }

  /// What a path with the right token names; nil for any other path.
  private func knownRoute(_ path: String) -> ListenerRoute? {
    guard let route = parse(path), let token = route.token, dependencies.isToken(token)
    else { return nil }
    return route
  }
}
