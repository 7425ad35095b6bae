import SMSCore

/// The provider's list of messages, as far as reconciliation needs it.
struct ScriptedList {
  /// A message that the provider accepted.
  struct Record {
    var job: JobNumber
    var message: ListedMessage
    /// When the list begins to show it.
    var visibleAt: MonotonicTime
  }

  /// The answer to a call, by its number from 1; nil for the real list.
  var answer: (_ call: Int) -> ListAnswer? = { _ in nil }
  var takes = Interval(milliseconds: 20)
  /// The delay before an accepted message appears.
  var registrationDelay = Interval.zero
  /// How far the provider's clock is ahead.
  var skew = Interval.zero
  var showsDate = true
  /// How a page shows a record; the record itself is what the provider accepted.
  var show: (ListedMessage) -> ListedMessage = { $0 }
  /// The provider's own limit on the size of a page.
  var pageLimit = Int.max
  private(set) var records: [Record] = []
  private(set) var calls: [(at: MonotonicTime, query: ListQuery)] = []

  /// Accepts a message; a second copy of a job's message is a separate delivery.
  mutating func take(_ dispatch: Dispatch, at now: Moment) -> String {
    let id = "mdr2-\(records.count + 1)"
    let message = ListedMessage(
      id: id,
      isOutbound: true,
      to: .number(dispatch.envelope.to),
      from: .number(dispatch.envelope.from),
      text: dispatch.envelope.text,
      at: now.wall.advanced(by: skew),
      isMMS: dispatch.envelope.isMMS
    )
    let visibleAt = now.monotonic.advanced(by: registrationDelay)
    records.append(Record(job: dispatch.job, message: message, visibleAt: visibleAt))
    return id
  }

  /// Adds a message of another sender on the same account.
  mutating func add(_ message: ListedMessage, at now: MonotonicTime) {
    records.append(Record(job: JobNumber(-1), message: message, visibleAt: now))
  }

  mutating func list(_ query: ListQuery, at now: Moment) -> ListAnswer {
    calls.append((now.monotonic, query))
    return answer(calls.count) ?? .page(page(query, at: now))
  }

  private func page(_ query: ListQuery, at now: Moment) -> ListPage {
    let shown = records.filter {
      guard let at = $0.message.at else { return $0.visibleAt <= now.monotonic }
      return $0.visibleAt <= now.monotonic && query.start <= at && at <= query.end
    }
    let all = shown.map { show($0.message) }.reversed()
    let messages = Array(all.dropFirst(query.offset).prefix(min(query.limit, pageLimit)))
    return ListPage(
      messages: messages,
      count: messages.count,
      isLast: query.offset + messages.count >= all.count,
      skew: showsDate ? clockSkew(at: now) : nil
    )
  }

  /// The skew as shown by a `Date` in whole seconds.
  private func clockSkew(at now: Moment) -> ClockSkew {
    let time = now.wall.advanced(by: skew).milliseconds
    let date = WallTime(milliseconds: time / 1000 * 1000)
    let low = date.since(now.wall)
    return ClockSkew(
      atLeast: low,
      atMost: Interval(nanoseconds: low.nanoseconds + 1_000_000_000 + takes.nanoseconds)
    )
  }

  /// How often each job's message was accepted.
  var deliveries: [JobNumber: Int] { records.reduce(into: [:]) { $0[$1.job, default: 0] += 1 } }
}
