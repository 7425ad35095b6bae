/// Decides which route a request is for; belongs to the console's queue.
final class ConsoleRouter: RequestHandler {
  /// A request that a route has to answer.
  struct Arrival {
    let exchange: Exchange
    let route: ConsoleRoute
  }

  let largestBody: Int
  private let routes: [String: ConsoleRoute]
  /// The routes that cover what is below their paths.
  private let trees: [ConsoleRoute]
  private let isLocalSocket: Bool
  private let needsToken: Bool
  private(set) var arrivals: [Arrival] = []
  /// Requests whose callers have left before they were answered.
  private(set) var departures: [ObjectIdentifier] = []
  /// Set before the first request.
  var access: ConsoleAccess?

  init(_ routes: [ConsoleRoute], at place: ConsoleSettings.Place) {
    switch place {
    case .network(_, _, let access): (isLocalSocket, needsToken) = (false, access.isToken != nil)
    case .socket: (isLocalSocket, needsToken) = (true, false)
    }
    let isLocalSocket = isLocalSocket
    let served = routes.filter { $0.method.isServed(onLocalSocket: isLocalSocket) }
    let single = served.filter { !$0.coversBelow }
    self.routes = Dictionary(uniqueKeysWithValues: single.map { ($0.path, $0) })
    trees = served.filter(\.coversBelow)
    largestBody = served.map(\.method.largestBody).max() ?? 0
  }

  /// Returns the waiting requests and forgets them.
  func takeArrivals() -> [Arrival] {
    defer { arrivals = [] }
    return arrivals
  }

  /// Returns the requests whose callers have left, and forgets them.
  func takeDepartures() -> [ObjectIdentifier] {
    defer { departures = [] }
    return departures
  }

  private func route(for path: String) -> ConsoleRoute? {
    routes[path] ?? trees.first { path.hasPrefix($0.path) }
  }

  func isKnown(path: String) -> Bool {
    guard !needsToken, let route = route(for: path) else { return false }
    return !route.method.isPage
  }

  func isKnown(_ head: RequestHead) -> Bool {
    refusal(of: head) == nil && route(for: head.path)?.method.isPage == false
  }

  func refusal(of head: RequestHead) -> WebAnswer? {
    if let fault = head.fault {
      var answer = WebAnswer.text(400, fault.rawValue)
      answer.closes = true
      return answer
    }
    let route = route(for: head.path)
    if let refusal = access?.refusal(of: head, forPage: route?.method.isPage == true) {
      return refusal
    }
    guard let route else {
      let paths = (routes.keys + trees.map(\.path)).sorted().joined(separator: ", ")
      return .text(404, "there is no such path; there are \(paths)")
    }
    guard route.method.names.contains(head.method) else {
      let names = route.method.names.joined(separator: ", ")
      var answer = WebAnswer.text(405, "the method must be \(names)")
      answer.headers.append(("Allow", names))
      return answer
    }
    guard !head.query.isEmpty, !route.method.isPage else { return nil }
    return .text(400, "\(route.path) takes no query")
  }

  func answer(_ exchange: Exchange) -> WebAnswer? {
    guard let route = route(for: exchange.head.path) else { return .notFound }
    guard !exchange.isTooLarge, exchange.body.count <= route.method.largestBody else {
      return .text(413, "a body for \(route.path) has at most \(route.method.largestBody) bytes")
    }
    arrivals.append(Arrival(exchange: exchange, route: route))
    return nil
  }

  func left(_ exchange: Exchange) {
    departures.append(ObjectIdentifier(exchange))
  }

  func overflowed(_ exchange: Exchange) {}

  func brokeOff(_ path: String, body: [UInt8]) {}
}

extension ConsoleRoute.Method {
  fileprivate var names: [String] {
    switch self {
    case .get, .page(largestForm: 0): ["GET", "HEAD"]
    case .localPost: ["POST"]
    case .page: ["GET", "HEAD", "POST"]
    }
  }

  fileprivate func isServed(onLocalSocket isLocalSocket: Bool) -> Bool {
    switch self {
    case .get: true
    case .localPost: isLocalSocket
    case .page: !isLocalSocket
    }
  }

  fileprivate var isPage: Bool {
    if case .page = self { true } else { false }
  }

  fileprivate var largestBody: Int {
    switch self {
    case .get: 0
    case .localPost(let largestBody): largestBody
    case .page(let largestForm): largestForm
    }
  }
}
