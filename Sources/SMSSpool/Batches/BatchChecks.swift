internal import SMSCore
internal import SMSSystem
internal import Synchronization

/// The batches of all spools that are being checked: they are on their way into the ledger, which does
/// not know them yet.
///
/// A request to cancel one of them stays where it is until the ledger knows the batch, or it was refused.
/// That is so after a restart too, if the batches that an earlier process had taken are found before
/// any request is.
package final class BatchChecks: Sendable {
  /// What is to be called when the check of a batch is over.
  private let running = Mutex<[JobName: [@Sendable () -> Void]]>([:])

  package init() {}

  /// Finds the batches that an earlier process left in the `.taken/` of a spool.
  ///
  /// To be called for all spools before the intake of one of them is started, which goes on from there: a
  /// request to cancel a batch may be in another spool.
  package func begin(leftIn layout: SpoolLayout, of spool: String) {
    guard let taken = try? Directory(path: layout.path(of: .taken)) else { return }
    TakenBatches(of: spool, self).begin(in: taken)
  }

  /// Ends all checks of a spool that takes no requests any more.
  package func end(of spool: String) {
    for batch in running.withLock({ $0.keys.filter { $0.spool == spool } }) { end(batch) }
  }

  func begin(_ batch: JobName) {
    running.withLock { $0[batch] = $0[batch] ?? [] }
  }

  func end(_ batch: JobName) {
    for body in running.withLock({ $0.removeValue(forKey: batch) }) ?? [] { body() }
  }

  /// Whether a batch is being checked.
  ///
  /// - Parameters:
  ///   - batch: The name of the batch, or of anything else.
  ///   - body: Is called once when that is over, if it is so now.
  /// - Returns: Whether it is so.
  func isRunning(_ batch: JobName, whenOver body: @escaping @Sendable () -> Void) -> Bool {
    running.withLock { running in
      guard running[batch] != nil else { return false }
      running[batch]?.append(body)
      return true
    }
  }
}
