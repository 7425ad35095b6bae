package import SMSCore
internal import SMSSecrets
internal import SMSSpool
package import SMSSystem

/// Where a configuration's ledger is, and what shows that one existed.
package struct LedgerPlace: Sendable {
  private let configuration: Configuration
  let storage: any LedgerStorage & LedgerRepair & LedgerBackup & OfflineAudit

  package init(_ configuration: Configuration) {
    self.configuration = configuration
    storage = Composition.ledger(in: configuration.state)
  }

  package var path: String { storage.path }

  /// The names of its files in the state directory.
  package static var files: LedgerFiles { Composition.ledgerFiles }

  /// Opens the ledger for reading; see `LedgerStorage.reader`.
  package func reader() throws(LedgerError) -> any LedgerReader { try storage.reader() }

  /// Computes the keyed digest of a text; nil if the secret key cannot be read.
  package var textDigest: ((MessageText) -> TextDigest)? {
    secret.map { secret in { secret.digest(of: $0) } }
  }

  /// A phone with what stands for it where its number was erased, if the secret key can be read.
  package func trace(of phone: PhoneNumber) -> PhoneTrace {
    PhoneTrace(phone, digest: secret?.digest(of: phone))
  }

  /// Checks that the daemon may start with what is there.
  ///
  /// - Returns: Whether the ledger must be created.
  /// - Throws: `StartError.ledgerGone` if a ledger existed and has disappeared.
  func checkBeforeStart() throws(StartError) -> Bool {
    let content = try content()
    guard content != .database else { return false }
    if let loss = try loss(of: content) { throw .ledgerGone(loss) }
    return true
  }

  /// Opens the ledger; a new one records the key that it is written with.
  func open(
    boot: String,
    secret: SecretKey,
    isNew: Bool,
    upgrade: UpgradeReporter
  ) async throws(StartError) -> any DaemonLedger {
    if isNew { try makePrivateFile() }
    do throws(LedgerError) {
      let ledger = try await storage.open(
        boot: boot,
        codes: SecretCodeBook(secret),
        reporting: { upgrade.take($0) }
      )
      if isNew { try await ledger.note(Notes.secret, secret.fingerprint) }
      return ledger
    } catch {
      throw .ledger(error)
    }
  }

  /// Creates the file before it is opened, as otherwise the group could read it.
  private func makePrivateFile() throws(StartError) {
    do throws(SystemError) {
      let state = try Directory(path: configuration.state)
      if try !state.contains(Self.files.ledger) { _ = try state.createFile(Self.files.ledger) }
    } catch {
      throw .directory(path: configuration.state, error)
    }
  }

  /// Creates an empty ledger for a stopped daemon, with the owner of the state directory.
  ///
  /// - Parameters:
  ///   - isAcknowledged: Whether the loss of the old ledger's content was acknowledged.
  ///   - author: Who enters the audit of the new ledger.
  /// - Throws: `StartError`; nothing is created then, and no existing file is ever removed.
  package func makeNew(isAcknowledged: Bool, by author: CommandAuthor) throws(StartError) {
    let state = try ClaimedState.claim(configuration.state)
    let content = try content()
    guard content != .database else { throw .ledgerThere(path) }
    if let loss = try loss(of: content), !isAcknowledged || loss.trace == .log {
      throw .ledgerGone(loss)
    }
    do throws(SystemError) {
      try makeFile(in: state.directory)
    } catch {
      throw .directory(path: configuration.state, error)
    }
    try fill(try? SecretKey.load(from: state.directory, owner: state.directory.status().user))
    let act = OperatorAct(author: author, kind: "ledger new", target: [])
    try rethrowing(StartError.ledger) { () throws(LedgerError) in
      try storage.record(act, in: nil, at: Moment.now().wall)
    }
  }

  /// Enters in the audit of a stopped daemon what was done without it; nothing if it has no ledger yet.
  ///
  /// - Throws: `StartError`: `locked` while a daemon runs.
  package func record(_ act: OperatorAct) throws(StartError) {
    let state = try ClaimedState.claim(configuration.state)
    do throws(SystemError) {
      guard try state.directory.contains(Self.files.ledger) else { return }
    } catch {
      throw .directory(path: configuration.state, error)
    }
    try rethrowing(StartError.ledger) { () throws(LedgerError) in
      try storage.record(act, in: nil, at: Moment.now().wall)
    }
  }

  /// Checks the whole ledger for damage, even while a daemon uses it.
  ///
  /// Texts are compared only if the secret key can be read, which is not possible if it is a
  /// credential of the unit.
  /// - Throws: `LedgerError` if it cannot be opened at all.
  package func check() throws(LedgerError) -> IntegrityReport {
    do throws(LedgerError) {
      return try storage.check(codes: codes)
    } catch {
      guard error.code == .corrupt else { throw error }
      return IntegrityReport(structure: [error.cause])
    }
  }

  /// Checks the structure for damage; see `LedgerRepair.checkStructure`.
  package func checkStructure(
    until isOver: @escaping () -> Bool
  ) throws(LedgerError) -> IntegrityReport {
    try storage.checkStructure(until: isOver)
  }

  /// The error to report for damage.
  package func damage(_ cause: String) -> LedgerError { storage.damage(cause) }

  /// Saves what can be read to a new file with the owner of the old one, for a stopped daemon.
  ///
  /// - Parameters:
  ///   - path: The new file, which must not exist yet.
  ///   - author: Who enters the audit of the new file.
  /// - Returns: What was saved and what was not.
  /// - Throws: `StartError`; no new file is left then, and the ledger is never touched.
  package func salvage(
    to path: String,
    by author: CommandAuthor
  ) throws(StartError) -> SalvageReport {
    let state = try ClaimedState.claim(configuration.state)
    let (directory, name) = try emptyFile(path, like: state.directory)
    do throws(LedgerError) {
      let now = Moment.now().wall
      let report = try storage.salvage(to: path, at: now)
      let act = OperatorAct(author: author, kind: "ledger salvage", target: [("file", path)])
      try storage.record(act, in: path, at: now)
      try sync(name, in: directory)
      return report
    } catch {
      try? directory.unlink(name)
      throw .ledger(error)
    }
  }

  private func emptyFile(
    _ path: String,
    like state: Directory
  ) throws(StartError) -> (Directory, FileName) {
    do throws(SystemError) {
      let owner = try state.status(Self.files.ledger)
      let (directory, name) = try Directory.holding(path)
      let file = try directory.createFile(name)
      try file.setOwner(user: owner.user, group: owner.group)
      return (directory, name)
    } catch {
      throw error.isAlreadyThere ? .ledgerThere(path) : .directory(path: path, error)
    }
  }

  private func sync(_ name: FileName, in directory: Directory) throws(LedgerError) {
    do throws(SystemError) {
      try directory.openFile(name, [.readWrite, .noFollow]).sync()
      try directory.sync()
    } catch {
      throw LedgerError(
        code: error.isOutOfSpace ? .full : .io,
        operation: error.operation,
        path: directory.pathOf(name),
        cause: error.cause,
        hint: "Write the new ledger to another disk."
      )
    }
  }

  private var codes: SecretCodeBook? { secret.map { SecretCodeBook($0) } }

  /// The key in the state directory; nil if it is elsewhere, or this user may not read it.
  private var secret: SecretKey? {
    guard let state = try? Directory(path: configuration.state),
      let owner = try? state.status().user
    else { return nil }
    return try? SecretKey.load(from: state, owner: owner)
  }

  /// Creates the file before it is opened, so that files created with it get the same owner.
  private func makeFile(in directory: Directory) throws(SystemError) {
    let owner = try directory.status()
    let isThere = try directory.contains(Self.files.ledger)
    let file =
      isThere
      ? try directory.openFile(Self.files.ledger, [.readWrite, .noFollow])
      : try directory.createFile(Self.files.ledger)
    try file.setMode(0o600)
    try file.setOwner(user: owner.user, group: owner.group)
  }

  private func fill(_ secret: SecretKey?) throws(StartError) {
    try rethrowing(StartError.ledger) { () throws(LedgerError) in
      try storage.make(notes: secret.map { [Notes.secret: $0.fingerprint] } ?? [:])
    }
  }

  private func content() throws(StartError) -> LedgerContent {
    try rethrowing(StartError.ledger) { () throws(LedgerError) in try storage.content() }
  }

  /// What was lost with a missing ledger; nil if there never was one.
  private func loss(of content: LedgerContent) throws(StartError) -> LedgerLoss? {
    do throws(SystemError) {
      let trace = try trace()
      return trace.map { LedgerLoss(path: path, isEmpty: content == .empty, trace: $0) }
    } catch {
      throw .directory(path: configuration.state, error)
    }
  }

  private func trace() throws(SystemError) -> LedgerLoss.Trace? {
    let state: Directory
    do throws(SystemError) {
      state = try Directory(path: configuration.state)
    } catch {
      guard error.isNotFound else { throw error }
      return try results()
    }
    if storage.logSize > 0 { return .log }
    if let key = try? state.status(SecretKey.fileName), key.kind == .regular,
      key.size == SecretKey.length
    {
      return .secretKey
    }
    return try results()
  }

  /// Results that a lost ledger published, in any spool.
  private func results() throws(SystemError) -> LedgerLoss.Trace? {
    for layout in configuration.layouts.values {
      let path = layout.path(of: .results)
      guard let directory = try? Directory(path: path) else { continue }
      var listing = try directory.listing()
      while let entry = try listing.next() {
        if entry.name.hasSuffix(".json"), !entry.name.hasPrefix(".") { return .results(path) }
      }
    }
    return nil
  }
}

/// The loss of a ledger: it is missing or empty although one existed.
package struct LedgerLoss: Equatable, Sendable {
  /// What shows that a ledger existed.
  package enum Trace: Equatable, Sendable {
    /// Its write-ahead log still exists and is not empty.
    case log
    case secretKey
    /// Results in this directory.
    case results(String)
  }

  package let path: String
  package let isEmpty: Bool
  package let trace: Trace

  /// The problem and what to do about it, one line each.
  package var lines: [String] {
    ["\(path) is \(isEmpty ? "empty" : "missing"), but \(evidence).", remedy]
  }

  private var log: String { LedgerPlace.files.log(of: path) }

  private var evidence: String {
    switch trace {
    case .log: "\(log) beside it holds changes of the ledger that was here"
    case .secretKey: "the secret.key beside it was made together with a ledger"
    case .results(let path): "there are results of a ledger in \(path)"
    }
  }

  private var remedy: String {
    switch trace {
    case .log:
      """
      Put the ledger that belongs to this log back, or restore a backup. If both are lost, move \
      \(log) away, and run: smsdispatch ledger new --yes
      """
    case .secretKey, .results:
      """
      Put the ledger back, or restore a backup. Without it, messages that were accepted and not \
      yet sent are lost, and requests that are submitted again are sent again. If that is \
      accepted, make an empty one: smsdispatch ledger new --yes
      """
    }
  }
}

/// The names of a ledger's files in the state directory.
package struct LedgerFiles: Sendable {
  package let ledger: FileName
  /// The write-ahead log: changes that are not in the ledger's file yet.
  package let log: FileName
  /// The index of the log, which can be rebuilt from it.
  package let index: FileName
  /// What the name of the log adds to the ledger's.
  package let logSuffix: String
  /// The same for the index.
  package let indexSuffix: String

  /// The path of the log of a ledger at another path.
  package func log(of ledger: String) -> String { ledger + logSuffix }

  /// The path of the index of that log.
  package func index(of ledger: String) -> String { ledger + indexSuffix }
}
