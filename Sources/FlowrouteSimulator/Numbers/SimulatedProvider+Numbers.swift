internal import FoundationEssentials

/// The numbers' API, version 2.
extension SimulatedProvider {
  /// Answers a call about numbers.
  func numbers(_ route: NumbersRoute, _ request: HTTPRequest) -> HTTPAnswer {
    numbers.settle(at: now)
    switch (route, request.method) {
    case (.own, "GET"): return listOwn(request)
    case (.available, "GET"): return listAvailable(request)
    case (.one(let number), "GET"): return details(of: number)
    case (.one(let number), "POST"): return buy(number, request)
    case (.one(let number), "PATCH"): return update(number, request)
    case (.one(let number), "DELETE"): return release(number)
    case (.callback(let number, let kind), "POST"): return setCallback(kind, of: number, request)
    case (.provisioning, "POST"): return provision(request)
    case (.task(let identifier), "GET"): return status(ofTask: identifier)
    case (.one, _): return methodNotAllowed("GET, POST, PATCH, DELETE")
    case (.callback, _), (.provisioning, _): return methodNotAllowed("POST")
    case (.own, _), (.available, _), (.task, _): return methodNotAllowed("GET")
    }
  }

  private func listOwn(_ request: HTTPRequest) -> HTTPAnswer {
    guard let query = NumberQuery(request.query) else { return malformedQuery }
    let found = numbers.all.filter { query.fits($0.number) && query.fits(alias: $0.alias) }
    return list(found, query, path: "/v2/numbers") { json, own in
      json.number(own, baseURL: baseURL)
    }
  }

  private func listAvailable(_ request: HTTPRequest) -> HTTPAnswer {
    guard let query = NumberQuery(request.query) else { return malformedQuery }
    let found = numbers.available.filter {
      query.fits($0) && query.fits(NumberPlace(of: $0))
    }
    return list(found, query, path: "/v2/numbers/available") { json, number in
      json.number(forSale: number, baseURL: baseURL)
    }
  }

  private var malformedQuery: HTTPAnswer {
    error(422, "limit must be from 1 to 200, offset at least 0, and digits must be digits.")
  }

  private func list<Entry>(
    _ found: [Entry],
    _ query: NumberQuery,
    path: String,
    _ add: (inout JSONText, Entry) -> Void
  ) -> HTTPAnswer {
    let (page, next) = query.page(of: found)
    var json = JSONText()
    json.raw(#"{"data":["#)
    for (index, entry) in page.enumerated() {
      if index > 0 { json.raw(",") }
      add(&json, entry)
    }
    json.raw(#"],"links":{"self":"#)
    json.string(baseURL + path)
    if let next {
      json.raw(#","next":"#)
      json.string(baseURL + path + next)
    }
    json.raw("}}")
    return .json(200, json)
  }

  private func details(of number: UInt64) -> HTTPAnswer {
    guard let own = numbers[number] else { return notOnAccount }
    return .json(200, text(of: own))
  }

  private func text(of own: AccountNumber) -> JSONText {
    var json = JSONText()
    json.raw(#"{"data":"#)
    json.number(own, baseURL: baseURL, hasRelationships: true)
    json.raw(#","included":["#)
    if let task = own.task.flatMap({ numbers[task: $0] }) { json.task(task, at: now) }
    json.raw("]}")
    return json
  }

  /// The error for numbers of others; it has no title.
  private var notOnAccount: HTTPAnswer {
    var json = JSONText()
    json.raw(#"{"errors":[{"detail":"Could not find that resource on your account.","id":"#)
    json.string(Identifier(using: &identifierRandom).hyphenated)
    json.raw(#","status":404}]}"#)
    return .json(404, json)
  }

  /// A purchase, with what the body sets; an own number cannot be bought again.
  private func buy(_ number: UInt64, _ request: HTTPRequest) -> HTTPAnswer {
    let form: NumberForm?
    if request.body.isEmpty {
      form = NumberForm()
    } else {
      form = decode(request)
    }
    guard let form else { return error(400) }
    guard numbers.isAvailable(number) else {
      return error(422, "The number \(number) is not available for purchase.")
    }
    numbers.add(number)
    let isProvisioned = form.messagingEnabled == true ? begin(number, enables: true) : true
    return answer(number, isProvisioned ? 201 : 207)
  }

  private func update(_ number: UInt64, _ request: HTTPRequest) -> HTTPAnswer {
    guard var own = numbers[number] else { return notOnAccount }
    guard let form: NumberForm = decode(request) else { return error(400) }
    guard form.type == "number" else { return error(422, "type must be number.") }
    if let alias = form.alias {
      guard alias.count <= 64 else { return error(422, "alias must not exceed 64 characters.") }
      own.alias = alias.isEmpty ? nil : alias
      numbers[number] = own
    }
    let isProvisioned = form.messagingEnabled.map { begin(number, enables: $0) } ?? true
    return answer(number, isProvisioned ? 200 : 207)
  }

  /// The number as it was before a task that has just begun.
  private func answer(_ number: UInt64, _ status: Int) -> HTTPAnswer {
    guard let own = numbers[number] else { return notOnAccount }
    return .json(status, text(of: own))
  }

  private func release(_ number: UInt64) -> HTTPAnswer {
    guard numbers[number] != nil else { return notOnAccount }
    numbers.remove(number)
    return .empty(204)
  }

  private func setCallback(
    _ kind: CallbackKind,
    of number: UInt64,
    _ request: HTTPRequest
  ) -> HTTPAnswer {
    guard numbers[number] != nil else { return notOnAccount }
    guard let form: NumberCallbackForm = decode(request) else { return error(400) }
    guard form.url.hasPrefix("https://") || form.url.hasPrefix("http://") else {
      return error(422, "callback_url must be a URL.")
    }
    numbers[number]?.callbackURLs[kind] = form.url
    return .empty(204)
  }

  /// Begins a task for one number; several at once are not simulated.
  private func provision(_ request: HTTPRequest) -> HTTPAnswer {
    guard let form: ProvisionForm = decode(request) else { return error(400) }
    guard form.numbers.count == 1, let number = form.numbers.first.flatMap(Handset.digits) else {
      return error(422, "numbers must hold one number of 11 digits.")
    }
    guard ["enable", "disable"].contains(form.action) else {
      return error(422, "action must be enable or disable.")
    }
    guard numbers[number] != nil else { return notOnAccount }
    guard begin(number, enables: form.action == "enable"),
      let task = numbers[number]?.task.flatMap({ numbers[task: $0] })
    else { return error(503) }
    var json = JSONText()
    json.raw(#"{"data":"#)
    json.task(task, at: now)
    json.raw("}")
    return .json(201, json)
  }

  private func status(ofTask name: String) -> HTTPAnswer {
    let identifier = Identifier(hexadecimal: name.filter { $0 != "-" }[...])
    guard let task = identifier.flatMap({ numbers[task: $0] }) else { return notOnAccount }
    var json = JSONText()
    json.raw(#"{"data":"#)
    json.task(task, at: now)
    json.raw("}")
    return .json(200, json)
  }

  /// - Returns: Whether a task could begin.
  private func begin(_ number: UInt64, enables: Bool) -> Bool {
    guard provisioning.outcome != .unavailable else { return false }
    numbers.begin(
      ProvisioningTask(
        identifier: Identifier(using: &identifierRandom),
        number: number,
        enables: enables,
        endsAt: now + provisioning.delay,
        outcome: provisioning.outcome
      )
    )
    return true
  }
}

private struct NumberForm: Decodable {
  var type: String?
  var alias: String?
  var messagingEnabled: Bool?

  enum CodingKeys: String, CodingKey {
    case type
    case alias
    case messagingEnabled = "messaging_enabled"
  }
}

private struct NumberCallbackForm: Decodable {
  let url: String

  enum CodingKeys: String, CodingKey {
    case url = "callback_url"
  }
}

private struct ProvisionForm: Decodable {
  let numbers: [String]
  let action: String
}
