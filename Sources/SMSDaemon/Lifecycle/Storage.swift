internal import SMSCore
internal import SMSSecrets
internal import SMSSpool
internal import SMSSystem

/// What outlives the process: the state directory with its lock, the secret key and the ledger.
struct Storage: Sendable {
  let directory: Directory
  let ledger: any DaemonLedger
  let secret: SecretKey
  /// The id of this boot, by which the lifetime of codes is measured.
  let boot: String
  let backups: BackupMaker
  /// The ledger's files, for readers beside the daemon.
  let files: any LedgerStorage & LedgerRepair & LedgerBackup
  let watch: LedgerWatch
  /// The copies of messages' files.
  let shelf: MediaShelf
  /// The lock, held as long as the daemon runs.
  let stateFile: StateFile
  /// The daemon's process, as recorded in the lock file.
  let process: ProcessIdentity
  /// Whether the last daemon ended without stopping properly.
  private let wasUnclean: Bool

  /// Opens everything; the first start creates it.
  ///
  /// The ledger comes first, then the key's file: a start that fails in between leaves a ledger
  /// without a key, never a key without its ledger, which every later start would refuse.
  ///
  /// - Parameters:
  ///   - options: The command line and environment of the process.
  ///   - configuration: Names the state directory.
  ///   - log: Where the ledger's watch reports.
  ///   - upgrade: Receives the progress of upgrading an earlier version's ledger.
  /// - Returns: The storage, for the exclusive use of this daemon.
  /// - Throws: `StartError`; a ledger that has disappeared is not created again.
  static func open(
    _ options: DaemonOptions,
    _ configuration: Configuration,
    log: Log,
    upgrade: UpgradeReporter
  ) async throws(StartError) -> Storage {
    let directory = try StateDirectory.open(configuration.state)
    let boot = try bootName()
    let last = DaemonState.last(in: directory)
    let state = DaemonState(starting: options, boot: boot)
    let stateFile = StateFile(try StateDirectory.lock(directory, path: configuration.state), state)
    guard (try? directory.contains(LedgerRestore.marker)) != true else {
      throw .restoreInterrupted(path: configuration.state)
    }
    let kept = try readSecret(options, directory)
    let place = LedgerPlace(configuration)
    let isNew = try place.checkBeforeStart()
    let secret = if let kept { kept } else { try newSecret() }
    let ledger = try await place.open(boot: boot, secret: secret, isNew: isNew, upgrade: upgrade)
    if kept == nil { try store(secret, in: directory) }
    return Storage(
      directory: directory,
      ledger: ledger,
      secret: secret,
      boot: boot,
      backups: BackupMaker(directory, path: configuration.state, ledger: place.storage),
      files: place.storage,
      watch: LedgerWatch(ledger: ledger, storage: place.storage, log: log),
      shelf: MediaShelf(in: directory),
      stateFile: stateFile,
      process: state.daemon,
      wasUnclean: !isNew && last?.phase != .stopped
    )
  }

  /// The restored state of the ledger; nil if it was not restored or has been released.
  func restoration() async throws(StartError) -> Restoration? {
    try await rethrowing(StartError.ledger) { () async throws(LedgerError) in
      try await ledger.restoration()
    }
  }

  /// Settles what a crash left in the ledger.
  ///
  /// - Parameter log: Where a changed secret key is reported.
  /// - Returns: What the dispatcher starts with.
  /// - Throws: `LedgerError`.
  func recover(_ log: Log) async throws(LedgerError) -> Recovery {
    let recovery = try await ledger.recover()
    try await reportChangedSecret(to: log)
    return recovery
  }

  /// Starts watching the ledger.
  ///
  /// - Parameter halt: Stops sending because of an error, or resumes it with nil.
  func startWatch(halt: @escaping @Sendable (LedgerError?) async -> Void) async {
    await watch.start(wasUnclean: wasUnclean, halt: halt)
  }

  /// Closes the ledger and releases the lock, so that another daemon may start.
  func close() async {
    await watch.stop()
    await ledger.close()
    stateFile.release()
  }

  // MARK: The secret key

  /// The unit's credential, else the file in the state directory; nil before the first start.
  private static func readSecret(
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

  private static func newSecret() throws(StartError) -> SecretKey {
    try rethrowing(StartError.secret) { () throws(SecretError) in try SecretKey.random() }
  }

  private static func store(
    _ secret: SecretKey,
    in directory: Directory
  ) throws(StartError) {
    try rethrowing(StartError.secret) { () throws(SecretError) in try secret.store(in: directory) }
  }

  /// Reports a lost or replaced key, with which live codes are no longer valid and no earlier
  /// request is recognized.
  private func reportChangedSecret(to log: Log) async throws(LedgerError) {
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

  private static func bootName() throws(StartError) -> String {
    try rethrowing(StartError.system) { () throws(SystemError) in
      try Clocks.bootIdentifier()
    }
  }
}

extension Storage {
  /// The clock that the lifetime of codes is measured by.
  var bootTime: @Sendable () -> BootTime {
    { [boot] in BootTime(nanoseconds: Clocks.boottime, boot: boot) }
  }

  /// The keyed digest of a request or of a call's content.
  var requestDigest: @Sendable ([UInt8]) -> [UInt8] {
    { [secret] in secret.digest(.request, of: $0) }
  }

  /// The keyed digest of a text.
  var textDigest: @Sendable (MessageText) -> TextDigest {
    { [secret] in secret.digest(of: $0) }
  }

  /// What stands for a phone whose number was erased.
  var phoneDigest: @Sendable (PhoneNumber) -> PhoneDigest {
    { [secret] in secret.digest(of: $0) }
  }
}
