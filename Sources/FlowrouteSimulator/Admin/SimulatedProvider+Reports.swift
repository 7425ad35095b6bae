extension SimulatedProvider {
  /// The accepted messages in order, one JSON object per line.
  func messageLines() -> HTTPAnswer {
    var text = JSONText()
    for record in store.records where !record.isInbound {
      text.line(record)
    }
    return HTTPAnswer(status: 200, contentType: "application/jsonl", body: text.bytes)
  }

  /// What was received and how it was answered.
  func statisticsText() -> JSONText {
    let statistics = traffic.statistics
    var json = JSONText()
    json.raw(#"{"requests":"#)
    json.number(statistics.requests)
    json.raw(#","messages":"#)
    json.number(statistics.messages)
    json.raw(#","answers":{"#)
    for (index, answer) in statistics.answers.sorted(by: { $0.key < $1.key }).enumerated() {
      if index > 0 { json.raw(",") }
      json.string(String(answer.key))
      json.raw(":")
      json.number(answer.value)
    }
    json.raw(#"},"unanswered":"#)
    json.number(statistics.unanswered)
    json.raw(#","connections":"#)
    json.number(statistics.connections)
    json.raw(#","open_connections":"#)
    json.number(statistics.openConnections)
    json.raw(#","callbacks":"#)
    json.number(statistics.callbacks)
    json.raw(#","failed_callbacks":"#)
    json.number(statistics.failedCallbacks)
    json.raw(#","peak_per_second":"#)
    json.number(statistics.peakPerSecond)
    json.raw(#","peak_mms_per_second":"#)
    json.number(statistics.peakMMSPerSecond)
    json.raw(#","lists":"#)
    json.number(statistics.lists)
    json.raw(#","peak_lists_per_second":"#)
    json.number(statistics.peakListsPerSecond)
    json.raw(#","arrivals_per_second":["#)
    for (index, count) in statistics.arrivalsPerSecond.enumerated() {
      if index > 0 { json.raw(",") }
      json.number(count)
    }
    json.raw("]}")
    return json
  }
}

extension JSONText {
  fileprivate mutating func line(_ record: MessageRecord) {
    raw(#"{"id":"#)
    string(record.name)
    raw(#","version":"#)
    string(record.version.name)
    raw(#","from":"#)
    string(String(record.from))
    raw(#","to":"#)
    string(String(record.to))
    raw(#","body":"#)
    string(record.body)
    raw(#","is_mms":"#)
    raw(record.isMMS ? "true" : "false")
    raw(#","media_urls":["#)
    for (index, url) in record.mediaURLs.enumerated() {
      if index > 0 { raw(",") }
      string(url)
    }
    raw(#"],"timestamp":"#)
    string(CalendarTime(nanoseconds: record.timestamp).microseconds)
    raw(#","arrived_ns":"#)
    number(record.arrivedAt)
    raw("}\n")
  }
}
