internal import SMSCore
internal import SMSJSON
internal import SMSListener
internal import SMSSecrets
internal import SMSSystem

/// Who has a session of the operators' page: logins, sessions, and their early ends.
actor ConsoleSessions: QueueActor {
  nonisolated let executor: QueueExecutor

  private let ledger: any NoteStore & AuditRecord
  private let seal: Seal
  private let clock: @Sendable () -> WallTime
  private let isRestored: Bool
  private let log: Log
  private var logins = PendingLogins()
  /// nil until the ledger's note was read.
  private var revocations: ConsoleRevocations?
  /// When each session was used last, as the browser may bring an earlier time.
  private var uses: [String: WallTime] = [:]

  /// - Parameters:
  ///   - ledger: Where revocations and the audit are.
  ///   - key: Sealed sessions are good as long as it is the same.
  ///   - isRestored: Whether the ledger may have forgotten revocations; then all sessions end.
  ///   - log: Where logins and revocations are logged.
  ///   - clock: The time.
  ///   - executor: The page's queue.
  init(
    _ ledger: any NoteStore & AuditRecord,
    key: SecretKey,
    isRestored: Bool,
    log: Log,
    clock: @escaping @Sendable () -> WallTime,
    on executor: QueueExecutor
  ) {
    self.ledger = ledger
    seal = Seal(key, for: .session)
    self.isRestored = isRestored
    self.log = log
    self.clock = clock
    self.executor = executor
  }

  // MARK: Logins

  /// Makes an address for a login.
  ///
  /// - Returns: Its last segment; nil if too many addresses wait to be used.
  /// - Throws: `SystemError` if the kernel gives no random bytes.
  func offer(_ login: PendingLogins.Login) throws(SystemError) -> String? {
    let token = try RandomText.make()
    return logins.add(token, login, at: clock()) ? token : nil
  }

  /// Who may log in with an address; nil if it is not good any more.
  func pending(_ token: String) -> PendingLogins.Login? { logins.login(token, at: clock()) }

  /// Begins a session, and enters it in the audit.
  ///
  /// - Parameter token: The last segment of the address, which is used up.
  /// - Returns: The session; nil if the address is not good any more.
  /// - Throws: `LedgerError` if the audit cannot be written, and `SystemError`.
  func begin(_ token: String) async throws -> ConsoleSession? {
    let now = clock()
    guard let login = logins.take(token, at: now) else { return nil }
    let number = try await known().number
    let session = ConsoleSession(
      id: try RandomText.make(),
      user: login.user,
      grant: login.rights,
      start: now,
      number: number
    )
    let target = JSONObject([("rights", .string(login.rights.rawValue))])
    try await enter("console_login", target, by: login.user)
    log.write(
      .consoleLogin,
      [("user", UserAccount.label(login.user)), ("rights", login.rights.rawValue)]
    )
    uses[session.id] = now
    return session
  }

  // MARK: Sessions

  /// The session that a request belongs to; nil if it has none that is good.
  ///
  /// - Parameters:
  ///   - id: The session's id, as in the path.
  ///   - cookies: What the browser brought; it may come from other servers of this host, too.
  ///   - isUse: Whether the session is used by that: a page that is only kept current ends with it.
  /// - Returns: The session, with `used` as in the cookie.
  /// - Throws: `LedgerError` if it cannot be read whether sessions were revoked.
  func session(
    _ id: String,
    _ cookies: [WebField],
    isUse: Bool
  ) async throws(LedgerError) -> ConsoleSession? {
    let now = clock()
    let brought = cookies.lazy.filter { $0.name == PageAddresses.cookie }
      .compactMap { [seal] in seal.opened($0.value).flatMap(ConsoleSession.init) }
      .first { $0.id == id }
    guard let brought, try await known().allows(brought, at: now) else { return nil }
    uses = uses.filter { now.since($0.value) < ConsoleSession.longestIdle }
    if isUse { uses[id] = now }
    return brought
  }

  /// A session as it is now; nil if it is over.
  func current(_ session: ConsoleSession) -> ConsoleSession? {
    var session = session
    if let used = uses[session.id] { session.used = max(used, session.used) }
    return revocations?.allows(session, at: clock()) == true ? session : nil
  }

  /// The header that gives a browser its session.
  ///
  /// - Parameters:
  ///   - session: The session, used just now.
  ///   - isPublic: Whether it comes through a proxy with TLS.
  /// - Returns: The value of `Set-Cookie`.
  func cookie(_ session: ConsoleSession, isPublic: Bool) -> String {
    var used = session
    used.used = clock()
    let left = used.start.advanced(by: ConsoleSession.longest).since(used.used)
    return Self.cookie(seal.sealed(used.text), of: session, for: left, isPublic: isPublic)
  }

  /// The header that takes it away.
  static func noCookie(_ session: ConsoleSession, isPublic: Bool) -> String {
    cookie("", of: session, for: .zero, isPublic: isPublic)
  }

  private static func cookie(
    _ value: String,
    of session: ConsoleSession,
    for life: Interval,
    isPublic: Bool
  ) -> String {
    let seconds = max(0, life.wholeMilliseconds / 1_000)
    return "\(PageAddresses.cookie)=\(value); Path=\(session.base); Max-Age=\(seconds); HttpOnly; "
      + "SameSite=Strict\(isPublic ? "; Secure" : "")"
  }

  // MARK: Ends

  /// Ends a session, and enters that in the audit.
  ///
  /// - Throws: `LedgerError` if that cannot be written; then it has ended at least until the daemon
  ///   does.
  func end(_ session: ConsoleSession) async throws(LedgerError) {
    let now = clock()
    uses[session.id] = nil
    try await change { $0.end(session, at: now) }
    try await enter("console_logout", JSONObject(), by: session.user)
  }

  /// Ends all sessions, and takes back all addresses for a login.
  ///
  /// - Throws: `LedgerError` if that cannot be written; then they have ended only until the daemon
  ///   does.
  func revoke(by user: UInt32) async throws(LedgerError) {
    let now = clock()
    logins.removeAll()
    try await change { $0.revoke(at: now) }
    uses = [:]
    try await enter("console_revoke", JSONObject(), by: user)
    log.write(.consoleRevoked, [("user", UserAccount.label(user))])
  }

  /// Enters in the audit what somebody did or saw at the page.
  ///
  /// - Throws: `LedgerError` if it cannot be written.
  func enter(
    _ kind: String,
    _ target: JSONObject,
    by user: UInt32
  ) async throws(LedgerError) {
    let text = JSONWriter.write(.object(target), as: .compact)
    let act = OperatorAct(
      author: CommandAuthor(user: CurrentProcess.user, onBehalfOf: user),
      kind: kind,
      target: String(decoding: text, as: UTF8.self)
    )
    try await ledger.record(act, at: clock())
  }

  private func known() async throws(LedgerError) -> ConsoleRevocations {
    if let revocations { return revocations }
    let note = try await ledger.notes()[Notes.console]
    if let revocations { return revocations }
    let now = clock()
    var read = note.flatMap(ConsoleRevocations.init(note:))
    if isRestored { read?.revoke(at: now) }
    if let read, !isRestored {
      revocations = read
      return read
    }
    let new = read ?? ConsoleRevocations(at: now)
    revocations = new
    try await ledger.change([NoteChange(Notes.console, new.note)])
    return new
  }

  /// Changes the note; the ledger writes in the order of the calls.
  private func change(
    _ body: (inout ConsoleRevocations) -> Void
  ) async throws(LedgerError) {
    _ = try await known()
    guard var changed = revocations else { return }
    body(&changed)
    revocations = changed
    try await ledger.change([NoteChange(Notes.console, changed.note)])
  }
}
