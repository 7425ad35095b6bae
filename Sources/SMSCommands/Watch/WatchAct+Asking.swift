internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

extension WatchAct {
  /// What is asked before it is done.
  package var question: String {
    switch self {
    case .hold(let scope): "Hold \(scope.words)? y/N"
    case .release(let scope): "Release \(scope.words)? y/N"
    case .retry(let code):
      "Retry all that ended unsent with \(code.rawValue), of all accounts? y/N"
    }
  }

  /// What is shown while it is done.
  package var progress: String {
    switch self {
    case .hold(let scope): "Holding \(scope.words) …"
    case .release(let scope): "Releasing \(scope.words) …"
    case .retry(let code): "Retrying what ended with \(code.rawValue) …"
    }
  }

  /// The operator's request, without its id.
  var request: JSONObject {
    switch self {
    case .hold(let scope): Self.request("hold", scope)
    case .release(let scope): Self.request("release", scope)
    case .retry(let code): JSONObject([("kind", "retry"), ("error", .string(code.rawValue))])
    }
  }

  private static func request(_ kind: String, _ scope: HoldScope) -> JSONObject {
    JSONObject([("kind", .string(kind))] + scope.members)
  }

  /// Has the daemon do it.
  ///
  /// - Returns: What became of it, in a line.
  func perform(_ configuration: Configuration, _ context: Context) async -> String {
    do throws(CommandFailure) {
      let spool = try OperatorSpool(
        configuration,
        context,
        seconds: OperatorSpool.usualSeconds,
        for: "status --watch"
      )
      let result = try await spool.ask(request)
      guard result.isGood else { throw CommandFailure(result) }
      return words(for: result)
    } catch {
      let hint = error.hint.isEmpty ? "" : " \(error.hint)"
      return "Not done: \(error.message).\(hint)"
    }
  }

  private func words(for result: PublishedResult) -> String {
    switch self {
    case .hold(let scope): return "Held: \(scope.words)."
    case .release(let scope): return "Released: \(scope.words)."
    case .retry:
      let count = result.number("affected") ?? 0
      return "\(Quantity.of(count, "message")) submitted again."
    }
  }
}
