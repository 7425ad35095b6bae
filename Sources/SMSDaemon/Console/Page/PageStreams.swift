internal import SMSCore
internal import SMSListener
internal import SMSSystem

/// Open pages that are kept current: streams of server-sent events (WHATWG HTML, 9.2).
///
/// | event | data |
/// |---|---|
/// | `main` | the inside of `<main>`, whenever it has changed |
/// | `end` | nothing: the session is over |
///
/// A page is made once for all streams that show it with the same rights: at most each 2 s, and only
/// if the ledger has changed; at least each 15 s. One is made at a time, and then none for twenty
/// times as long as that took, so that all of them together take 5 % of a core at most.
actor PageStreams: QueueActor {
  struct Limits: Sendable {
    /// How many there are at a time.
    var streams = 16
    /// How many of them are of one user.
    var streamsOfUser = 10
    /// How many of them are of one session.
    ///
    /// A browser opens six connections to a host, so the oldest of more belongs to a page that was
    /// left, which is only noticed at the next write.
    var streamsOfSession = 6
    /// The time between two looks.
    var look = Interval(seconds: 1)
    /// The shortest and the longest time from one making of a page to the next.
    var shortest = Interval(seconds: 2)
    var longest = Interval(seconds: 15)
    /// How much longer than the making of a page the rest after it is.
    var rest: Int64 = 20
    /// How long a reader may take nothing.
    var patience = Interval(seconds: 60)
  }

  /// What streams show the same.
  private struct View: Hashable {
    let path: String
    let rights: ConsoleRights
    /// Whose it is, if it shows what was kept for a session.
    let session: String?
  }

  private struct Stream {
    var session: ConsoleSession
    let path: String
    let channel: ByteChannel
    /// What it got last, with placeholders; nil before the first time.
    var last: [UInt8]?
  }

  /// A making of a page.
  private struct Making {
    var start: Int64
    /// How many commits there were then.
    var mark: Int
  }

  /// What the streams ask the page for.
  struct Dependencies: Sendable {
    /// How many commits there were.
    var commits: @Sendable () -> Int
    var clock: @Sendable () -> WallTime
    /// A session as it is now; nil if it is over.
    var current: @Sendable (ConsoleSession) async -> ConsoleSession?
    /// Makes the inside of a page, with `placeholders` for what is of one session; nil without one.
    var make: @Sendable (_ path: String, ConsoleSession) async -> PageAnswer?
    /// Enters in the audit what a page showed in full; false if that cannot be done.
    var disclose: @Sendable (PageAnswer, _ path: String, ConsoleSession) async -> Bool
    /// An id for the forms of a session.
    var formID: @Sendable (ConsoleSession) -> String
  }

  /// What stands in a page for what is of one session.
  struct Placeholders: Sendable {
    let base: String
    let formID: String
  }

  /// The longest event; a page that is longer is not kept current.
  private static let capacity = 1 << 20
  static let heartbeat = Array(": \n\n".utf8)
  private static let end = Array("event: end\ndata:\n\n".utf8)

  nonisolated let executor: QueueExecutor

  /// nil before the start.
  private var dependencies: Dependencies?
  private let placeholders: Placeholders
  private let limits: Limits
  private var streams: [Int: Stream] = [:]
  private var opened = 0
  private var makings: [View: Making] = [:]
  /// Before this none is made, in monotonic nanoseconds.
  private var restsUntil: Int64 = 0
  private var isLooking = false
  private var timer: DeadlineTimer?
  private var isStopped = false

  init(_ placeholders: Placeholders, limits: Limits = Limits(), on executor: QueueExecutor) {
    self.placeholders = placeholders
    self.limits = limits
    self.executor = executor
  }

  func start(_ dependencies: Dependencies) {
    self.dependencies = dependencies
  }

  /// Opens a stream of a page.
  ///
  /// - Returns: The stream; nil if there are too many.
  func open(_ path: String, for session: ConsoleSession) -> WebStream? {
    endLeft(of: session)
    let own = streams.values.count { $0.session.user == session.user }
    guard !isStopped, streams.count < limits.streams, own < limits.streamsOfUser else {
      return nil
    }
    opened += 1
    let number = opened
    let channel = ByteChannel(capacity: Self.capacity)
    streams[number] = Stream(session: session, path: path, channel: channel)
    channel.whenClosed { [weak self] in
      Task { await self?.forget(number) }
    }
    // So that the browser knows at once that it is connected.
    channel.writeIfEmpty(Self.heartbeat)
    arm()
    return WebStream(channel: channel, patience: limits.patience, heartbeat: Self.heartbeat)
  }

  /// Ends the oldest streams of a session that has as many as a browser can have.
  private func endLeft(of session: ConsoleSession) {
    let own = streams.filter { $0.value.session.id == session.id }.keys.sorted()
    for number in own.dropLast(limits.streamsOfSession - 1) {
      streams.removeValue(forKey: number)?.channel.finish()
    }
  }

  /// Ends the streams of sessions that are over, and shows what has changed.
  func look() async {
    await endOver()
    // A page that is being made holds no end up.
    guard !isLooking else { return }
    isLooking = true
    for view in views { await refresh(view) }
    isLooking = false
    let shown = views
    makings = makings.filter { shown.contains($0.key) }
    arm()
  }

  /// Ends all of them.
  func stop() {
    isStopped = true
    timer?.cancel()
    for stream in streams.values { stream.channel.finish() }
    streams = [:]
  }

  private func forget(_ number: Int) {
    streams[number] = nil
  }

  private func arm() {
    guard !isStopped, !isLooking else { return }
    let timer =
      timer
      ?? DeadlineTimer(on: executor, leeway: 100_000_000) { [weak self] in
        guard let self else { return }
        Task { await self.look() }
      }
    self.timer = timer
    if streams.isEmpty {
      timer.disarm()
    } else {
      timer.arm(at: Clocks.monotonic + limits.look.nanoseconds)
    }
  }

  /// Ends those whose sessions are over, also if they take nothing now.
  private func endOver() async {
    guard let dependencies else { return }
    for (number, stream) in streams {
      if let session = await dependencies.current(stream.session) {
        streams[number]?.session = session
        continue
      }
      stream.channel.writeIfEmpty(Self.end)
      stream.channel.finish()
      forget(number)
    }
  }

  // MARK: Views

  /// What the streams show, the one that was made the longest ago first.
  private var views: [View] {
    guard let now = dependencies?.clock() else { return [] }
    return Set(streams.values.map { Self.view($0, at: now) }).sorted {
      (makings[$0]?.start ?? 0, $0.path) < (makings[$1]?.start ?? 0, $1.path)
    }
  }

  private static func view(_ stream: Stream, at now: WallTime) -> View {
    let isKept = PageService.keptPrefixes.contains { stream.path.hasPrefix($0) }
    return View(
      path: stream.path,
      rights: stream.session.rights(at: now),
      session: isKept ? stream.session.id : nil
    )
  }

  private func refresh(_ view: View) async {
    guard let dependencies else { return }
    let wall = dependencies.clock()
    let members = streams.filter { Self.view($0.value, at: wall) == view }
    let now = Clocks.monotonic
    let mark = dependencies.commits()
    guard let session = members.values.first?.session, now >= restsUntil,
      isDue(view, at: now, mark, isAwaited: members.values.contains { $0.last == nil })
    else { return }
    makings[view] = Making(start: now, mark: mark)
    let answer = await dependencies.make(view.path, session)
    restsUntil = Clocks.monotonic + limits.rest * (Clocks.monotonic - now)
    guard let answer, answer.status == 200 else { return }
    for number in members.keys { await send(answer, to: number) }
  }

  private func isDue(_ view: View, at now: Int64, _ mark: Int, isAwaited: Bool) -> Bool {
    guard let last = makings[view] else { return true }
    let age = now - last.start
    if age >= limits.longest.nanoseconds { return true }
    return age >= limits.shortest.nanoseconds && (isAwaited || mark != last.mark)
  }

  private func send(_ answer: PageAnswer, to number: Int) async {
    guard let dependencies, let stream = streams[number], stream.last != answer.body,
      await dependencies.current(stream.session) != nil,
      await dependencies.disclose(answer, stream.path, stream.session)
    else { return }
    let body =
      answer.body
      .replacing(Array(placeholders.base.utf8), with: Array(stream.session.base.utf8))
      .replacing(
        Array(placeholders.formID.utf8),
        with: Array(dependencies.formID(stream.session).utf8)
      )
    guard stream.channel.writeIfEmpty(Self.event(body)) else { return }
    streams[number]?.last = answer.body
  }

  /// The event that shows a page.
  static func event(_ body: [UInt8]) -> [UInt8] {
    let lines = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var event = Array("event: main\n".utf8)
    for line in lines {
      event += Array("data: ".utf8) + line.filter { $0 != UInt8(ascii: "\r") }
      event.append(UInt8(ascii: "\n"))
    }
    event.append(UInt8(ascii: "\n"))
    return event
  }
}
