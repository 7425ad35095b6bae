extension SimulatedProvider {
  /// Answers a request to send that is within the limit.
  func send(_ request: HTTPRequest, _ version: APIVersion) -> HTTPAnswer {
    let decoded = Result { () throws(SendRequest.Fault) in
      try SendRequest(request.body, version: version)
    }
    if case .success(let send) = decoded, send.isMMS, !isWithinMMSLimit(version) {
      return error(429)
    }
    return spoil(request, send: try? decoded.get()) {
      guard !request.isTooLarge else { return error(413) }
      guard Self.isJSON(request.contentType) else { return error(415) }
      return switch decoded {
      case .success(let send): accept(send, version)
      case .failure(.malformed): error(400)
      case .failure(.misshapen):
        malformed("The members are not of the types they must be.", version)
      }
    }
  }

  private static func isJSON(_ contentType: String?) -> Bool {
    if contentType == "application/json" { return true }
    let type = contentType?.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
    return type == "application/json" || type == "application/vnd.api+json"
  }

  private func accept(_ send: SendRequest, _ version: APIVersion) -> HTTPAnswer {
    guard let to = send.to.flatMap(Handset.digits) else {
      return malformed("to must be a number of 11 digits.", version)
    }
    guard let from = send.from.flatMap(Handset.digits) else {
      return malformed("from must be a number of 11 digits.", version)
    }
    let body = send.body ?? ""
    guard !body.isEmpty || !send.mediaURLs.isEmpty else {
      return malformed("body must not be empty.", version)
    }
    if let fault = MagicMedia.fault(of: send.mediaURLs), configuration.hasMagicNumbers {
      return error(422, fault)
    }
    guard maySend(from: from) else { return error(403) }
    guard !hasOptedOut(to, of: from) else {
      return Fault(.optedOut).answer(insteadOf: nil, using: &identifierRandom)
    }
    let files: [FetchedFile]
    switch fetch(send.mediaURLs) {
    case .success(let fetched): files = fetched
    case .failure(let refusal): return error(422, refusal.detail)
    }
    let record = store(version, from: from, to: to, body: body, files, send)
    planReceipts(of: record, url: record.receiptURL)
    return accepted(record)
  }

  /// v2.1 and v2.2 answer 422; for v2 the documents disagree.
  private func malformed(_ detail: String, _ version: APIVersion) -> HTTPAnswer {
    error(version == .v2 ? configuration.v2Malformed.rawValue : 422, detail)
  }

  private func store(
    _ version: APIVersion,
    from: UInt64,
    to: UInt64,
    body: String,
    _ files: [FetchedFile],
    _ send: SendRequest
  ) -> MessageRecord {
    var record = MessageRecord(
      identifier: Identifier(using: &identifierRandom),
      version: version,
      from: from,
      to: to,
      body: configuration.keepsBodies && !body.isEmpty ? body : nil,
      receiptURL: send.receiptURL,
      segments: Segments(of: body),
      arrivedAt: now,
      timestamp: wallNow
    )
    record.isMMS = send.isMMS
    record.mediaURLs = send.mediaURLs
    record.fetched = configuration.keepsBodies ? files : []
    store.append(record)
    traffic.noteMessage()
    return record
  }

  private func accepted(_ record: MessageRecord) -> HTTPAnswer {
    var json = JSONText()
    json.raw(#"{"data":{"id":"#)
    json.string(record.name)
    if record.version != .v2 {
      json.raw(#","type":"message","links":{"self":"#)
      json.string("\(baseURL)\(record.version.messagesPath)/\(record.name)")
      json.raw("}")
    }
    if record.version == .v22 { json.price(of: record.segments) }
    json.raw("}}")
    return .json(record.version.acceptedStatus, json)
  }
}

extension JSONText {
  /// Adds v2.2's price, in dollars; no surcharge.
  fileprivate mutating func price(of segments: Segments) {
    raw(#","price_details":{"base_rate":0.004,"charged_cost":"#)
    raw(decimal: segments.displayedPrice.dropFirst())
    raw(#","surcharge_rate":0,"segment_count":"#)
    number(segments.count)
    raw("}")
  }
}
