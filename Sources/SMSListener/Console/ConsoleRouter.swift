/// Decides which route a request is for; belongs to the console's queue.
final class ConsoleRouter: RequestHandler {
  /// A request that a route has to answer.
  struct Arrival {
    let exchange: Exchange
    let route: ConsoleRoute
  }

  let largestBody: Int
  private let routes: [String: ConsoleRoute]
  private let isLocalSocket: Bool
  private let needsToken: Bool
  private(set) var arrivals: [Arrival] = []
  /// Set before the first request.
  var access: ConsoleAccess?

  init(_ routes: [ConsoleRoute], at place: ConsoleSettings.Place) {
    switch place {
    case .network(_, _, let access): (isLocalSocket, needsToken) = (false, access.isToken != nil)
    case .socket: (isLocalSocket, needsToken) = (true, false)
    }
    let isLocalSocket = isLocalSocket
    let served = routes.filter { isLocalSocket || !$0.method.isLocalOnly }
    self.routes = Dictionary(uniqueKeysWithValues: served.map { ($0.path, $0) })
    largestBody = served.map(\.method.largestBody).max() ?? 0
  }

  /// Returns the waiting requests and forgets them.
  func takeArrivals() -> [Arrival] {
    defer { arrivals = [] }
    return arrivals
  }

  func isKnown(path: String) -> Bool { !needsToken && routes[path] != nil }

  func isKnown(_ head: RequestHead) -> Bool { refusal(of: head) == nil }

  func refusal(of head: RequestHead) -> WebAnswer? {
    if let fault = head.fault {
      var answer = WebAnswer.text(400, fault.rawValue)
      answer.closes = true
      return answer
    }
    if let refusal = access?.refusal(of: head) { return refusal }
    guard let route = routes[head.path] else {
      let paths = routes.keys.sorted().joined(separator: ", ")
      return .text(404, "there is no such path; there are \(paths)")
    }
    guard route.method.names.contains(head.method) else {
      let names = route.method.names.joined(separator: ", ")
      var answer = WebAnswer.text(405, "the method must be \(names)")
      answer.headers.append(("Allow", names))
      return answer
    }
    return head.queryNames.isEmpty ? nil : .text(400, "\(route.path) takes no query")
  }

  func answer(_ exchange: Exchange) -> WebAnswer? {
    guard let route = routes[exchange.head.path] else { return .notFound }
    guard !exchange.isTooLarge, exchange.body.count <= route.method.largestBody else {
      return .text(413, "a body for \(route.path) has at most \(route.method.largestBody) bytes")
    }
    arrivals.append(Arrival(exchange: exchange, route: route))
    return nil
  }

  func overflowed(_ exchange: Exchange) {}

  func brokeOff(_ path: String, body: [UInt8]) {}
}

extension ConsoleRoute.Method {
  fileprivate var names: [String] {
    switch self {
    case .get: ["GET", "HEAD"]
    case .localPost: ["POST"]
    }
  }

  fileprivate var isLocalOnly: Bool {
    switch self {
    case .get: false
    case .localPost: true
    }
  }

  fileprivate var largestBody: Int {
    switch self {
    case .get: 0
    case .localPost(let largestBody): largestBody
    }
  }
}
