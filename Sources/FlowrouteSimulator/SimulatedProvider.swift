/// The provider's side of the API: decides about requests, one after another, without any I/O.
final class SimulatedProvider: HTTPService {
  let configuration: SimulatorConfiguration
  /// The beginning of links in answers; set when the port is known.
  var baseURL = ""
  var store = MessageStore()
  var faults: FaultTable
  var traffic: Traffic
  /// How far the provider's wall clock is ahead, in nanoseconds.
  var clockSkew: Int64
  var recordForm: RecordForm
  var callbackURLs: [CallbackKind: String] = [:]
  /// Pairs of a handset and the number that it answered STOP to.
  var optOuts: Set<[UInt64]>
  /// The account's numbers, and those for sale.
  var numbers: NumberInventory
  /// How numbers are enabled and disabled for texts.
  var provisioning: ProvisioningPlan
  /// Receipts sent in addition to those that follow each message.
  var furtherReceipts: [Identifier: [SentReceipt]] = [:]
  /// The files of texts from handsets, by the paths that they are served at.
  var media: [String: InboundFile] = [:]
  /// Calls to be made by the provider.
  var outbox = DelayQueue<Callback>()
  /// For ids; not seeded, as a restarted provider must not issue the same ids again.
  var identifierRandom = SplitMix64(seed: .random(in: .min ... .max))

  private var authorization: String
  private var limits: [RateLimit?]
  private var mmsLimits: [RateLimit?]
  private var jitterRandom: SplitMix64
  private var dateText = (second: Int64.min, text: "")

  init(_ configuration: SimulatorConfiguration) {
    self.configuration = configuration
    faults = FaultTable(hasMagicNumbers: configuration.hasMagicNumbers)
    traffic = Traffic(logLimit: configuration.requestLog)
    clockSkew = configuration.clockSkew
    recordForm = configuration.recordForm
    authorization = configuration.credentials.header
    limits = APIVersion.allCases.map { _ in
      configuration.messagesPerSecond.map { RateLimit(limit: $0, window: configuration.window) }
    }
    mmsLimits = APIVersion.allCases.map { _ in
      configuration.mmsPerSecond.map { RateLimit(limit: $0, window: configuration.window) }
    }
    jitterRandom = SplitMix64(seed: configuration.seed)
    numbers = NumberInventory(configuration.numbers.compactMap(Handset.digits))
    provisioning = configuration.provisioning
    optOuts = Set(
      configuration.optOuts.map { [$0.handset, $0.number].compactMap(Handset.digits) }
    )
  }

  func dropsUnread(_ head: HTTPRequest) -> Bool {
    guard faults.takeUnread(head) else { return false }
    note(head, answer: HTTPAnswer(status: 200, delivery: .close))
    return true
  }

  func answer(_ request: HTTPRequest) -> HTTPAnswer {
    if let file = media[request.path] {
      let answer = content(request, file)
      note(request, answer: answer)
      return answer
    }
    let route = Route(path: request.path)
    if case .admin(let call) = route { return admin(call, request) }
    var answer = answer(request, route)
    answer.delay += latency()
    note(request, answer: answer)
    return answer
  }

  func date() -> String {
    let now = wallNow
    if now / 1_000_000_000 != dateText.second {
      dateText = (now / 1_000_000_000, CalendarTime(nanoseconds: now).httpDate)
    }
    return dateText.text
  }

  func connectionChanged(isOpen: Bool) {
    traffic.noteConnection(isOpen: isOpen)
  }
}

extension SimulatedProvider {
  /// Nanoseconds since 1970 by the provider's clock.
  var wallNow: Int64 { configuration.clock.wall() + clockSkew }

  /// Monotonic nanoseconds.
  var now: Int64 { configuration.clock.monotonic() }

  /// Whether texts may be sent from an 11-digit number.
  func maySend(from number: UInt64) -> Bool {
    numbers.settle(at: now)
    return numbers.maySend(from: number)
  }

  /// Whether a handset answered STOP to a number.
  func hasOptedOut(_ handset: UInt64, of number: UInt64) -> Bool {
    !optOuts.isEmpty && optOuts.contains([handset, number])
  }

  /// Replaces the account's keys.
  func setCredentials(_ credentials: Credentials) {
    authorization = credentials.header
  }

  /// An error with the usual words, or with `detail`.
  func error(_ status: Int, _ detail: String? = nil) -> HTTPAnswer {
    ErrorAnswer(status, detail: detail).answer(using: &identifierRandom)
  }

  /// Counts an attempt to send; whether it is within the limit.
  private func isWithinLimit(_ version: APIVersion) -> Bool {
    let now = now
    traffic.noteAttempt(at: now)
    return limits[version.rawValue]?.admits(at: now) ?? true
  }

  /// Counts an attempt to send an MMS; whether it is within the limit of those.
  func isWithinMMSLimit(_ version: APIVersion) -> Bool {
    let now = now
    traffic.noteMMS(at: now)
    return mmsLimits[version.rawValue]?.admits(at: now) ?? true
  }

  private func latency() -> Int64 {
    guard configuration.jitter > 0 else { return configuration.latency }
    return configuration.latency + .random(in: 0...configuration.jitter, using: &jitterRandom)
  }

  private func note(_ request: HTTPRequest, answer: HTTPAnswer) {
    traffic.note(answer.visibleStatus)
    guard configuration.requestLog > 0 else { return }
    traffic.remember(
      SeenRequest(
        method: request.method,
        path: request.path,
        query: request.query,
        contentType: request.contentType,
        isAuthorized: isAuthorized(request),
        arrivedAt: now,
        status: answer.visibleStatus
      )
    )
  }
}

extension SimulatedProvider {
  /// Basic authentication; the scheme's name is not case-sensitive (RFC 9110, section 11.1).
  private func isAuthorized(_ request: HTTPRequest) -> Bool {
    guard let header = request.authorization else { return false }
    return header == authorization
      || header.prefix(6).lowercased() == "basic "
        && header.dropFirst(6) == authorization.dropFirst(6)
  }

  /// The order of the checks: keys, path, rate, faults, then those of the resource.
  private func answer(_ request: HTTPRequest, _ route: Route?) -> HTTPAnswer {
    guard isAuthorized(request) else { return error(401) }
    if case .messages(let version) = route, request.method == "POST" {
      return isWithinLimit(version) ? send(request, version) : error(429)
    }
    if case .messages = route, request.method == "GET" { traffic.noteList(at: now) }
    return spoil(request, send: nil) { resource(request, route) }
  }

  /// Applies the request's fault, if it has one.
  func spoil(
    _ request: HTTPRequest,
    send: SendRequest?,
    usual: () -> HTTPAnswer
  ) -> HTTPAnswer {
    guard let fault = faults.take(request, send: send) else { return usual() }
    let answer = fault.accepts ? usual() : nil
    return fault.answer(insteadOf: answer, using: &identifierRandom)
  }

  private func resource(_ request: HTTPRequest, _ route: Route?) -> HTTPAnswer {
    switch (route, request.method) {
    case (.messages(let version), "GET"): list(request, version)
    case (.record(let version, let identifier), "GET"): record(identifier, version)
    case (.callback(let version, let kind), "GET"): callback(kind, version)
    case (.callback(_, let kind), "PUT"): setCallback(kind, request)
    case (.callback(_, let kind), "DELETE"): removeCallback(kind)
    case (.numbers(let route), _): numbers(route, request)
    case (.messages, _): methodNotAllowed("GET, POST")
    case (.record, _): methodNotAllowed("GET")
    case (.callback, _): methodNotAllowed("GET, PUT, DELETE")
    case (.admin, _), (nil, _): error(404)
    }
  }

  func methodNotAllowed(_ methods: String) -> HTTPAnswer {
    var answer = error(405)
    answer.headers.append(("Allow", methods))
    return answer
  }
}
