internal import SMSCore
internal import SMSDaemon

/// Looks at the daemon while an operator's request waits for it.
struct OperatorWatch {
  /// The time between two looks, in nanoseconds.
  static let interval: Int64 = 250_000_000
  /// How long a stopped intake may take to go on, in nanoseconds: it tries again every second.
  private static let patience: Int64 = 2_000_000_000

  private let state: String
  private let place: LedgerPlace

  init(_ configuration: Configuration) {
    state = configuration.state
    place = LedgerPlace(configuration)
  }

  /// Why no daemon will take a request; nil if one is running or starting.
  func absence() -> CommandFailure? {
    let presence = DaemonLook.at(state).presence
    switch presence {
    case .starting, .running: return nil
    case .suspended(let pid):
      return Self.failure("the daemon is \(presence.words)", hint: "kill -CONT \(pid)")
    case .draining:
      return Self.failure("the daemon is \(presence.words)", hint: Self.start)
    case .stopped, .gone:
      return Self.failure("the daemon is \(presence.words)", hint: Self.start)
    case .neverStarted:
      return Self.failure("the daemon \(presence.words)", hint: Self.start)
    }
  }

  /// Decides whether a request that was not taken is to be withdrawn.
  ///
  /// - Parameters:
  ///   - waited: How long it has been waiting, in nanoseconds.
  ///   - isLast: Whether its time is over.
  /// - Returns: Why it is withdrawn; nil to go on waiting.
  func refusal(after waited: Int64, isLast: Bool) -> CommandFailure? {
    if let absence = absence() { return absence }
    guard isLast || waited >= Self.patience else { return nil }
    return stoppage() ?? (isLast ? Self.failure("the daemon does not take requests") : nil)
  }

  /// Why a running daemon takes no request of an operator; nil if it reports no reason.
  private func stoppage() -> CommandFailure? {
    if let failure = DaemonLook.at(state).state?.ledgerFailure {
      return Self.failure("the daemon's ledger fails: \(failure.error)", hint: failure.hint)
    }
    guard let summary = try? place.reader().summary(),
      let reason = DaemonNotes(summary.notes).spool(Configuration.operatorSpool)?.text("reason")
    else { return nil }
    return Self.failure("the daemon takes no requests of operators", hint: reason)
  }

  private static let start = "Start it: systemctl start smsdispatch"
  private static let look = """
    See '\(ProgramName.value) status' and the log (journalctl -u smsdispatch).
    """

  /// A request that was not taken.
  private static func failure(_ reason: String, hint: String = look) -> CommandFailure {
    CommandFailure(.unavailable, "\(reason); nothing was changed", hint: hint)
  }
}
