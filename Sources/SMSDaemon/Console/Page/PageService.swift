internal import SMSCore
internal import SMSJSON
internal import SMSListener
internal import SMSPage
internal import SMSSecrets
internal import SMSSystem

/// The operators' page: finds out who asks, has a process make what is asked for, and remembers what
/// a session needs.
actor PageService: QueueActor {
  /// The largest form, in bytes.
  static let largestForm = 16 << 10
  /// The pages that show what was kept for the session, under the rest of their paths.
  static let keptPrefixes = ["found/", "history/", "done/"]
  /// What only an acting session may send.
  private static let acts: Set<String> = ["act", "do", "text"]
  /// What is carried out, and so only once for each form.
  private static let carriedOut = "do"

  nonisolated let executor: QueueExecutor
  nonisolated let sessions: ConsoleSessions

  private let runner: PageRunner
  private let streams: PageStreams
  private let forms: PageForms
  private let points: @Sendable () -> [RatePoint]
  private let commits: @Sendable () -> Int
  private let clock: @Sendable () -> WallTime
  private let log: Log
  private let configurationPath: String
  private let placeholders: PageStreams.Placeholders
  private var memory = PageMemory()
  private var actGroup: String?

  private var now: WallTime { clock() }

  /// - Parameters:
  ///   - program: The path of the program that makes pages.
  ///   - options: The daemon's own command line and environment.
  ///   - dependencies: What it needs from the rest of the daemon.
  ///   - pages: The bounds of the processes.
  ///   - live: The bounds of the streams.
  /// - Throws: `StartError` if the kernel gives no random bytes.
  init(
    _ program: String,
    _ options: DaemonOptions,
    _ dependencies: PageDependencies,
    pages: PageRunner.Limits = PageRunner.Limits(),
    live: PageStreams.Limits = PageStreams.Limits()
  ) throws(StartError) {
    let executor = QueueExecutor(label: "console-page")
    self.executor = executor
    log = dependencies.log
    configurationPath = options.configurationPath
    points = dependencies.points
    commits = dependencies.commits
    clock = dependencies.clock
    runner = PageRunner(program, options, limits: pages)
    do throws(SystemError) {
      placeholders = PageStreams.Placeholders(
        base: "\(PageAddresses.sessions)\(try RandomText.make())/",
        formID: try RandomText.make()
      )
    } catch {
      throw .system(error)
    }
    forms = try rethrowing(StartError.secret) { () throws(SecretError) in
      PageForms(try SecretKey.random())
    }
    streams = PageStreams(placeholders, limits: live, on: executor)
    sessions = ConsoleSessions(
      dependencies.ledger,
      key: dependencies.key,
      isRestored: dependencies.isRestored,
      log: dependencies.log,
      clock: dependencies.clock,
      on: executor
    )
  }

  /// Begins to answer.
  func start() async {
    let sessions = sessions
    await streams.start(
      PageStreams.Dependencies(
        commits: commits,
        clock: clock,
        current: { await sessions.current($0) },
        make: { [weak self] in await self?.inside($0, $1) },
        disclose: { [weak self] in await self?.disclose($0, $1, $2) ?? false },
        formID: { [weak self] in self?.formID($0) ?? "" }
      )
    )
  }

  func use(_ configuration: Configuration) {
    actGroup = configuration.console.actGroup
  }

  /// Ends all streams and all processes.
  func stop() async {
    await streams.stop()
    await runner.stop()
  }

  /// Ends all sessions now.
  ///
  /// - Throws: `LedgerError` if that cannot be written.
  func revoke(by user: UInt32) async throws(LedgerError) {
    defer { Task { [streams] in await streams.look() } }
    try await sessions.revoke(by: user)
  }

  // MARK: Requests

  /// The routes for browsers.
  nonisolated var routes: [ConsoleRoute] {
    [
      ConsoleRoute("/", .page(largestForm: 0)) { _ in PageDocuments.notice(200, .front) },
      ConsoleRoute(below: PageAsset.base) { PageDocuments.asset($0.path) },
      .pageLogin(sessions, log),
      ConsoleRoute(below: PageAddresses.sessions, largestForm: Self.largestForm) { [weak self] in
        await self?.page($0) ?? PageDocuments.fault(.stopping)
      },
    ]
  }

  /// Answers below the address of a session.
  private func page(_ request: ConsoleRequest) async -> WebAnswer {
    let rest = request.path.dropFirst(PageAddresses.sessions.count)
    guard let slash = rest.firstIndex(of: "/") else { return PageDocuments.noSession }
    let path = String(rest[rest.index(after: slash)...])
    let isUse = !path.hasPrefix(PageAddresses.live)
    let session: ConsoleSession
    do throws(LedgerError) {
      let id = String(rest[..<slash])
      let found = try await sessions.session(id, request.cookies, isUse: isUse)
      guard let found else { return PageDocuments.noSession }
      session = found
    } catch {
      return PageDocuments.ledgerFails
    }
    var answer =
      request.method == "POST"
      ? await post(path, request, session) : await get(path, request, session)
    answer.keepsPlace = true
    let hasCookie = answer.headers.contains { $0.name == "Set-Cookie" }
    if isUse, !hasCookie, session.isToBeRenewed(at: now) {
      let cookie = await sessions.cookie(session, isPublic: request.isPublic)
      answer.headers.append(("Set-Cookie", cookie))
    }
    return answer
  }

  private func get(
    _ path: String,
    _ request: ConsoleRequest,
    _ session: ConsoleSession
  ) async -> WebAnswer {
    if path.hasPrefix(PageAddresses.live) {
      return await live(String(path.dropFirst(PageAddresses.live.count)), session)
    }
    guard var call = call(.get, path, session) else {
      return PageDocuments.notice(410, .notKept(below: session.base))
    }
    call.query = request.query.map { PageCall.Field($0.name, $0.value) }
    return await answer(call, session)
  }

  private func post(
    _ path: String,
    _ request: ConsoleRequest,
    _ session: ConsoleSession
  ) async -> WebAnswer {
    let fields = WebField.form(request.body)
    let ids = fields.filter { $0.name == PageForms.member }.map(\.value)
    guard ids.count == 1, forms.isGood(ids[0], for: session.id, at: now) else {
      return PageDocuments.badForm
    }
    if path == "logout" { return await logOut(session, isPublic: request.isPublic) }
    if Self.acts.contains(path), session.rights(at: now) == .read {
      return PageDocuments.mayNotAct
    }
    if path == Self.carriedOut {
      do throws(PageFault) {
        guard try memory.use(form: ids[0], at: now) else { return PageDocuments.usedForm }
      } catch {
        return PageDocuments.fault(error)
      }
    }
    guard var call = call(.post, path, session) else {
      return PageDocuments.notice(410, .notKept(below: session.base))
    }
    call.form = fields.filter { $0.name != PageForms.member }
      .map { PageCall.Field($0.name, $0.value) }
    return await answer(call, session, using: path == Self.carriedOut ? ids[0] : nil)
  }

  private func logOut(_ session: ConsoleSession, isPublic: Bool) async -> WebAnswer {
    do throws(LedgerError) {
      try await sessions.end(session)
    } catch {
      log.write(.pageNotMade, [("page", "logout"), ("error", "\(error)")])
    }
    await streams.look()
    var answer = PageDocuments.seeOther("/")
    let cookie = ConsoleSessions.noCookie(session, isPublic: isPublic)
    answer.headers.append(("Set-Cookie", cookie))
    return answer
  }

  // MARK: Pages

  /// What a process is told; nil if the page shows what is not kept any more.
  private func call(
    _ method: PageCall.Method,
    _ path: String,
    _ session: ConsoleSession
  ) -> PageCall? {
    let now = now
    guard let nonce = try? RandomText.make(), let kept = try? RandomText.make() else { return nil }
    var call = PageCall(
      method,
      path,
      base: session.base,
      user: session.user,
      rights: session.rights(at: now),
      actGroup: actGroup,
      configurationPath: configurationPath,
      formID: forms.make(nonce, for: session.id, at: now),
      kept: kept,
      endsAt: Self.used(session, at: now).endsAt,
      actsUntil: session.actsUntil(at: now)
    )
    if path.isEmpty { call.points = points() }
    guard let prefix = Self.keptPrefixes.first(where: path.hasPrefix) else { return call }
    let name = String(path.dropFirst(prefix.count))
    guard let kept = memory.kept(name, of: session.id, at: now) else { return nil }
    call.form = kept.form
    call.result = kept.result
    return call
  }

  private static func used(_ session: ConsoleSession, at now: WallTime) -> ConsoleSession {
    var used = session
    used.used = now
    return used
  }

  /// Has a page made; `form` is the id of the form that it uses up, if any.
  private func answer(
    _ call: PageCall,
    _ session: ConsoleSession,
    using form: String? = nil
  ) async -> WebAnswer {
    let made: PageAnswer
    do throws(PageFault) {
      made = try await runner.make(call)
    } catch {
      // No process was started: the browser may send the same again.
      if error == .busy, let form { memory.free(form: form) }
      report(error, call.path)
      return PageDocuments.fault(error)
    }
    guard await disclose(made, call.path, session) else { return PageDocuments.ledgerFails }
    if made.keeps {
      let kept = PageMemory.Kept(form: call.form, result: made.result)
      memory.keep(kept, as: call.kept, of: session.id, at: now)
    }
    var answer = WebAnswer(
      status: made.status,
      contentType: made.contentType,
      body: .bytes(made.body),
      headers: PageDocuments.headers
    )
    if let location = made.location {
      answer.headers.append(("Location", session.base + location))
    }
    return answer
  }

  private func report(_ fault: PageFault, _ path: String) {
    switch fault {
    case .broken(let reason):
      log.write(.pageNotMade, [("page", String(escaping: path)), ("error", reason)])
    case .tooLong:
      log.write(.pageNotMade, [("page", String(escaping: path)), ("error", "it took too long")])
    case .busy, .stopping, .left: break
    }
  }

  /// Enters in the audit what an acting session was shown in full.
  ///
  /// - Returns: False if that cannot be written, so that it must not be shown.
  private func disclose(
    _ answer: PageAnswer,
    _ path: String,
    _ session: ConsoleSession
  ) async -> Bool {
    guard let disclosed = answer.disclosed else { return true }
    let shows = disclosed["shows"]?.string
    let isText = shows == "text"
    let page = disclosed["page"]?.string ?? path
    guard isText || !memory.isShown(page, to: session.id) else { return true }
    do throws(LedgerError) {
      try await sessions.enter("console_show", disclosed, by: session.user)
    } catch {
      return false
    }
    if !isText { memory.show(page, to: session.id, at: now) }
    return true
  }
}

// MARK: Live

extension PageService {
  private func live(_ path: String, _ session: ConsoleSession) async -> WebAnswer {
    guard let stream = await streams.open(path, for: session) else {
      return PageDocuments.tooManyStreams
    }
    return WebAnswer(
      status: 200,
      contentType: "text/event-stream",
      body: .stream(stream),
      // nginx would collect the events otherwise.
      headers: PageDocuments.headers + [("X-Accel-Buffering", "no")]
    )
  }

  /// Makes the inside of a page for streams.
  private func inside(_ path: String, _ session: ConsoleSession) async -> PageAnswer? {
    guard var call = call(.get, path, session) else { return nil }
    call.isLive = true
    call.base = placeholders.base
    call.formID = placeholders.formID
    do throws(PageFault) {
      return try await runner.make(call)
    } catch {
      report(error, path)
      return nil
    }
  }

  private nonisolated func formID(_ session: ConsoleSession) -> String {
    let nonce = (try? RandomText.make()) ?? ""
    return forms.make(nonce, for: session.id, at: clock())
  }
}
