internal import SMSCore
internal import SMSJSON
internal import SMSListener
internal import SMSPage
internal import SMSSystem

extension ConsoleRoute {
  private static let stranger = WebAnswer.text(403, "this user may not ask here")

  /// `POST /v1/login`: an address for a session of the operators' page, for whoever may read or act.
  ///
  /// | status | |
  /// |---|---|
  /// | 200 | `ConsoleLogin` |
  /// | 403 | the caller may not read, or not act |
  /// | 409 | the console does not listen on the network |
  /// | 503 | too many addresses wait to be used |
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - rights: What a caller may do.
  ///   - place: Where browsers find the page; nil for nowhere.
  /// - Returns: The route.
  static func login(
    _ page: PageService,
    rights: @escaping @Sendable (PeerCredentials) -> ConsoleRights?,
    place: @escaping @Sendable () async -> ConsoleLogin.Place?
  ) -> ConsoleRoute {
    let path = ConsoleSessionCall.login(.read).path
    let method = Method.localPost(largestBody: ConsoleSessionCall.largestBody)
    return ConsoleRoute(path, method) { [weak page] request in
      guard let page else { return .text(503, "the daemon is stopping") }
      guard let peer = request.peer, let allowed = rights(peer) else { return stranger }
      guard let wanted = wanted(request.body) else {
        return .text(400, "the body must be {\"rights\": \"read\"} or {\"rights\": \"act\"}")
      }
      guard wanted == .read || allowed == .act else {
        return .text(403, "you may read, but not act")
      }
      guard let place = await place() else {
        return .text(409, "the console listens on no port")
      }
      do throws(SystemError) {
        let login = PendingLogins.Login(user: peer.user, rights: wanted)
        guard let token = try await page.sessions.offer(login) else {
          return .text(503, "too many addresses for a login wait to be used")
        }
        let answer = ConsoleLogin(place, token: token, rights: wanted)
        return WebAnswer(
          status: 200,
          contentType: "application/json",
          body: .bytes(JSONWriter.write(.object(answer.json)))
        )
      } catch {
        return .text(500, "no address can be made: \(error)")
      }
    }
  }

  private static func wanted(_ body: [UInt8]) -> ConsoleRights? {
    (try? JSONParser.parse(body))?.object?["rights"]?.string.flatMap(ConsoleRights.init)
  }

  /// `POST /v1/revoke`: ends all sessions, for whoever may act.
  static func revocation(
    _ page: PageService,
    rights: @escaping @Sendable (PeerCredentials) -> ConsoleRights?
  ) -> ConsoleRoute {
    let method = Method.localPost(largestBody: 0)
    return ConsoleRoute(ConsoleSessionCall.revoke.path, method) { [weak page] request in
      guard let page else { return .text(503, "the daemon is stopping") }
      guard let peer = request.peer, let allowed = rights(peer) else { return stranger }
      guard allowed == .act else { return .text(403, "you may read, but not act") }
      do throws(LedgerError) {
        try await page.revoke(by: peer.user)
        return .text(200, "all sessions have ended")
      } catch {
        return .text(500, "the ledger did not take it: \(error)")
      }
    }
  }

  /// Below `/login/`: a button, which uses the address up and begins a session.
  static func pageLogin(_ sessions: ConsoleSessions, _ log: Log) -> ConsoleRoute {
    // Its form is empty.
    ConsoleRoute(below: PageAddresses.logins, largestForm: 256) { request in
      let token = String(request.path.dropFirst(PageAddresses.logins.count))
      guard request.method == "POST" else {
        guard let login = await sessions.pending(token) else { return PageDocuments.loginOver }
        let acts = login.rights == .act
        return PageDocuments.document(200, PageNotice.login(token: token, acts: acts))
      }
      do {
        guard let session = try await sessions.begin(token) else { return PageDocuments.loginOver }
        var answer = PageDocuments.seeOther(session.base)
        let cookie = await sessions.cookie(session, isPublic: request.isPublic)
        answer.headers.append(("Set-Cookie", cookie))
        return answer
      } catch {
        log.write(.pageNotMade, [("page", "login"), ("error", "\(error)")])
        return PageDocuments.ledgerFails
      }
    }
  }
}
