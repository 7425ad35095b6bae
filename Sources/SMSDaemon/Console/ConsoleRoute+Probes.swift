internal import SMSCore
internal import SMSJSON
internal import SMSListener

extension ConsoleRoute {
  private static let plainText = "text/plain; charset=utf-8"

  /// `/healthz`: the process is alive and answers, whatever else is the matter.
  static func health() -> ConsoleRoute {
    ConsoleRoute("/healthz") { _ in .text(200, "ok") }
  }

  /// `/readyz`: 200 if the daemon does its work, else 503 with the reasons, as text or as JSON.
  ///
  /// - Parameter readiness: Looks; nil once the daemon has ended.
  /// - Returns: The route.
  static func readiness(_ readiness: @escaping @Sendable () async -> Readiness?) -> ConsoleRoute {
    ConsoleRoute("/readyz") { request in
      let readiness = await readiness() ?? Readiness(reasons: [.init(.draining)])
      let status: UInt32 = readiness.isReady ? 200 : 503
      guard request.accepts("application/json") else {
        let text = Array(readiness.text.utf8)
        return WebAnswer(status: status, contentType: plainText, body: .bytes(text))
      }
      let json = JSONWriter.write(.object(readiness.json))
      return WebAnswer(status: status, contentType: "application/json", body: .bytes(json))
    }
  }

  /// `/metrics`: figures for a monitoring system, in the form that `Accept` asks for.
  ///
  /// - Parameter page: Writes them; nil once the daemon has ended.
  /// - Returns: The route.
  static func metrics(
    _ page: @escaping @Sendable (_ accept: String?) async -> MetricsPage?
  ) -> ConsoleRoute {
    ConsoleRoute("/metrics") { request in
      guard let page = await page(request.accept) else { return .text(503, "it has ended") }
      return WebAnswer(status: 200, contentType: page.contentType, body: .bytes(page.body))
    }
  }
}

extension ConsoleRequest {
  /// Whether `Accept` names a media type.
  fileprivate func accepts(_ type: String) -> Bool {
    (accept ?? "").split(separator: ",").contains { range in
      range.prefix { $0 != ";" }.filter { $0 != " " }.lowercased() == type
    }
  }
}
