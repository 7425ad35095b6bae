internal import SMSCore
internal import SMSSecrets
internal import SMSSystem

/// The ledger with the secret key that it was written with.
struct StoredState {
  let ledger: any DaemonLedger
  let secret: SecretKey
  /// Whether the ledger was made just now.
  let isNew: Bool

  /// Opens both, making them at the first start.
  ///
  /// The ledger comes first, then the key's file: a start that failed in between leaves a ledger
  /// without a key, never a key without its ledger, which would be refused from then on.
  /// - Throws: `StartError`; a ledger that is gone is not made again.
  static func open(
    _ options: DaemonOptions,
    _ configuration: Configuration,
    in directory: Directory,
    boot: String,
    upgrade: UpgradeReporter
  ) async throws(StartError) -> StoredState {
    let kept = try Daemon.readSecret(options, directory)
    let place = LedgerPlace(configuration)
    let isNew = try place.checkBeforeStart()
    let secret = if let kept { kept } else { try newSecret() }
    let ledger = try await place.open(boot: boot, secret: secret, isNew: isNew, upgrade: upgrade)
    if kept == nil { try store(secret, in: directory) }
    return StoredState(ledger: ledger, secret: secret, isNew: isNew)
  }

  private static func newSecret() throws(StartError) -> SecretKey {
    do throws(SecretError) {
      return try SecretKey.random()
    } catch {
      throw .secret(error)
    }
  }

  private static func store(
    _ secret: SecretKey,
    in directory: Directory
  ) throws(StartError) {
    do throws(SecretError) {
      try secret.store(in: directory)
    } catch {
      throw .secret(error)
    }
  }
}
