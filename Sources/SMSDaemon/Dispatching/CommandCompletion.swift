internal import SMSCore
internal import SMSSystem

/// Ends the jobs of commands carried out outside the ledger.
struct CommandCompletion: Sendable {
  let ledger: any CommandRecord
  let reporter: EventReporter
  let changed: @Sendable () -> Void
  private let executor = QueueExecutor(label: "command")

  init(
    ledger: any CommandRecord,
    reporter: EventReporter,
    changed: @escaping @Sendable () -> Void
  ) {
    self.ledger = ledger
    self.reporter = reporter
    self.changed = changed
  }

  /// Repeats the commit until it succeeds; once the ledger is closed, the next start finds the
  /// command again.
  func end(_ command: CommandJob, _ end: CommandEnd) async {
    while true {
      do throws(LedgerError) {
        try await ledger.end(command: command.number, with: end, at: Moment.now().wall)
        reporter.commandDone(command)
        return changed()
      } catch {
        guard error.code != .other else { return }
        reporter.ledgerFailed(error)
        await executor.rest(for: Dispatcher.ledgerRest)
      }
    }
  }
}
