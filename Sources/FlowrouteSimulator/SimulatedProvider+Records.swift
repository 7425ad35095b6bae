extension SimulatedProvider {
  /// Answers a request for one record, which may be too recent to be visible.
  func record(_ identifier: String, _ version: APIVersion) -> HTTPAnswer {
    guard let record = store[identifier, version], isVisible(record) else { return error(404) }
    var json = JSONText()
    json.raw(#"{"data":"#)
    json.record(record, as: recordForm, receipts: receipts(of: record))
    if !record.files.isEmpty {
      json.raw(",")
      json.included(record.files)
    }
    json.raw("}")
    return .json(200, json)
  }

  /// Answers a request for the records of a period, newest first.
  func list(_ request: HTTPRequest, _ version: APIVersion) -> HTTPAnswer {
    guard let query = ListQuery(request.query, now: wallNow, pageLimit: configuration.pageLimit)
    else {
      return error(422, "start_date is required; end_date, limit and offset must be well-formed.")
    }
    if recordForm.isEndless { return endless(query, version) }
    let (page, hasMore) = store.list(
      version,
      in: query.period,
      offset: query.offset,
      limit: query.limit,
      where: isVisible
    )
    let path = baseURL + version.messagesPath
    var json = JSONText()
    json.raw(#"{"data":["#)
    for (index, record) in page.enumerated() {
      if index > 0 { json.raw(",") }
      json.record(record, as: recordForm, receipts: receipts(of: record))
    }
    json.raw("],")
    let files = page.flatMap(\.files)
    if !files.isEmpty {
      json.included(files)
      json.raw(",")
    }
    json.raw(#""links":{"#)
    json.links(next: hasMore ? path + query.next : nil, previous: query.previous.map { path + $0 })
    json.raw("}}")
    return .json(200, json)
  }

  /// A page with a message of another program, and with a next page.
  private func endless(_ query: ListQuery, _ version: APIVersion) -> HTTPAnswer {
    var json = JSONText()
    json.raw(#"{"data":["#)
    json.record(
      MessageRecord(
        identifier: Identifier(using: &identifierRandom),
        version: version,
        from: configuration.numbers.compactMap(Handset.digits).min() ?? 12_065_550_101,
        to: 12_065_550_199,
        body: "Hello",
        receiptURL: nil,
        segments: Segments(of: "Hello"),
        arrivedAt: now,
        timestamp: query.period.upperBound
      ),
      as: recordForm
    )
    json.raw(#"],"links":{"#)
    json.links(next: baseURL + version.messagesPath + query.next, previous: nil)
    json.raw("}}")
    return .json(200, json)
  }

  private func isVisible(_ record: MessageRecord) -> Bool {
    now - record.arrivedAt >= configuration.registrationDelay
  }
}

extension JSONText {
  /// Adds links; a page that does not exist has no member.
  fileprivate mutating func links(next: String?, previous: String?) {
    if let next {
      raw(#""next":"#)
      string(next)
    }
    if next != nil, previous != nil { raw(",") }
    if let previous {
      raw(#""prev":"#)
      string(previous)
    }
  }
}
