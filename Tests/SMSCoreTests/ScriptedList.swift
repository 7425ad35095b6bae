import SMSCore

/// The provider's list of messages, as far as reconciliation needs it.
struct ScriptedList {
  /// A message that the provider took.
  struct Record {
    var job: JobNumber
    var message: ListedMessage
    /// When the list shows it.
    var visibleAt: MonotonicTime
  }

  /// What becomes of one call, by its number from 1; nil: the list as it is.
  var answer: (_ call: Int) -> ListAnswer? = { _ in nil }
  var takes = Interval(milliseconds: 20)
  /// From taking a message to showing it.
  var registrationDelay = Interval.zero
  /// How far the provider's clock is ahead.
  var skew = Interval.zero
  var showsDate = true
  /// How a record looks in a page; its own message is what the provider took.
  var show: (ListedMessage) -> ListedMessage = { $0 }
  /// The provider's own limit on a page.
  var pageLimit = Int.max
  private(set) var records: [Record] = []
  private(set) var calls: [(at: MonotonicTime, query: ListQuery)] = []

  /// Takes a message in; a second copy of a job's message is a delivery of its own.
  mutating func take(_ dispatch: Dispatch, at now: Moment) -> String {
    let id = "mdr2-\(records.count + 1)"
    let message = ListedMessage(
      id: id,
      isOutbound: true,
      to: .number(dispatch.to),
      from: .number(dispatch.from),
      text: dispatch.text,
      at: now.wall.advanced(by: skew)
    )
    let visibleAt = now.monotonic.advanced(by: registrationDelay)
    records.append(Record(job: dispatch.job, message: message, visibleAt: visibleAt))
    return id
  }

  /// Someone else's message, sent with the same account.
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

  /// As a `Date` of whole seconds tells it.
  private func clockSkew(at now: Moment) -> ClockSkew {
    let time = now.wall.advanced(by: skew).milliseconds
    let date = WallTime(milliseconds: time / 1000 * 1000)
    let low = date.since(now.wall)
    return ClockSkew(
      atLeast: low,
      atMost: Interval(nanoseconds: low.nanoseconds + 1_000_000_000 + takes.nanoseconds)
    )
  }

  /// How often each job's message was taken.
  var deliveries: [JobNumber: Int] { records.reduce(into: [:]) { $0[$1.job, default: 0] += 1 } }
}
