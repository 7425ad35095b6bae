extension SimulatedProvider {
  /// Answers a request for one record, which may be too fresh to show.
  func record(_ identifier: String, _ version: APIVersion) -> HTTPAnswer {
    guard let record = store[identifier, version], isVisible(record) else { return error(404) }
    var json = JSONText()
    json.raw(#"{"data":"#)
    json.record(record, receipts: receipts(of: record))
    json.raw("}")
    return .json(200, json)
  }

  /// Answers a request for the records of a period, newest first.
  func list(_ request: HTTPRequest, _ version: APIVersion) -> HTTPAnswer {
    guard let query = ListQuery(request.query, now: wallNow, pageLimit: configuration.pageLimit)
    else {
      return error(422, "start_date is required; end_date, limit and offset must be well-formed.")
    }
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
      json.record(record, receipts: receipts(of: record))
    }
    json.raw(#"],"links":{"#)
    json.links(next: hasMore ? path + query.next : nil, previous: query.previous.map { path + $0 })
    json.raw("}}")
    return .json(200, json)
  }

  private func isVisible(_ record: MessageRecord) -> Bool {
    now - record.arrivedAt >= configuration.registrationDelay
  }
}

extension JSONText {
  /// Adds links; where there is no page there is no member.
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
