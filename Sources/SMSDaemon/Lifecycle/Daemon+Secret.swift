internal import SMSCore
internal import SMSSecrets
internal import SMSSystem

extension Daemon {
  /// The secret key: the unit's credential, else the file in the state directory; nil before the
  /// first start.
  static func readSecret(
    _ options: DaemonOptions,
    _ state: Directory
  ) throws(StartError) -> SecretKey? {
    do throws(SecretError) {
      if let directory = options.environment["CREDENTIALS_DIRECTORY"],
        let credentials = try? Directory(path: directory),
        (try? credentials.contains(SecretKey.credentialName)) == true
      {
        return try SecretKey.load(credential: credentials.pathOf(SecretKey.credentialName))
      }
      return try SecretKey.load(from: state, owner: CurrentProcess.user)
    } catch {
      throw .secret(error)
    }
  }

  /// A key that was lost or exchanged must not go unnoticed: live codes are no longer good, and no
  /// request is known again.
  func sayWhetherSecretChanged() async throws(LedgerError) {
    let known = try await ledger.notes()[Notes.secret]
    guard known != secret.fingerprint else { return }
    try await ledger.note(Notes.secret, secret.fingerprint)
    guard known != nil else { return }
    log.write(
      .secretChanged,
      [
        (
          "hint",
          """
          If that was not meant, stop the daemon and put back the secret.key or the credential \
          smsdispatch-secret that belongs to this ledger. Without it, codes that were sent no \
          longer work, and a request repeated with an old id is refused as a duplicate.
          """
        )
      ]
    )
  }
}
