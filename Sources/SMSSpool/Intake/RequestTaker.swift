internal import SMSCore
internal import SMSSystem

/// Looks at request files, and moves the whole ones to `.taken/`, out of their producers' reach.
final class RequestTaker {
  /// The maximum number of files reported as left behind before the directories are reopened.
  private static let mostLeft = 100

  /// The spool's name in the ledger.
  private let name: String
  private let dependencies: IntakeDependencies
  private let spool: OpenSpool
  private let scan: IncomingScan
  /// Inodes of the files reported as left behind, so that each is reported once.
  private var left: Set<UInt64> = []
  /// Is to be called when a file that stayed in `incoming/` may be looked at again.
  private var lookAgain: @Sendable () -> Void = {}

  init(
    for name: String,
    _ dependencies: IntakeDependencies,
    _ spool: OpenSpool,
    _ scan: IncomingScan
  ) {
    self.name = name
    self.dependencies = dependencies
    self.spool = spool
    self.scan = scan
  }

  /// Starts.
  ///
  /// - Parameter lookAgain: Has `incoming/` looked at; called on any queue.
  func start(_ lookAgain: @escaping @Sendable () -> Void) {
    self.lookAgain = lookAgain
  }

  /// Forgets which files were reported.
  func reset() {
    left = []
  }

  /// Looks at what a step of the scan found.
  ///
  /// - Parameters:
  ///   - step: The file.
  ///   - reader: Reads and judges it.
  ///   - directories: The spool's directories.
  /// - Returns: The file in `.taken/`; nil if it is gone or stays where it is.
  /// - Throws: `IntakePause` if the problem is not specific to this file.
  func take(
    _ step: IncomingScan.Step,
    _ reader: RequestFileReader,
    _ directories: SpoolDirectories
  ) throws(IntakePause) -> IntakeTurn.Taken? {
    switch step {
    case .taken(let name): try recover(name, reader, directories)
    case .incoming(let name, let isComplete):
      try look(at: name, isComplete: isComplete, reader, directories)
    case .other: nil
    }
  }

  /// Looks at a file in `incoming/`.
  private func look(
    at name: FileName,
    isComplete: Bool,
    _ reader: RequestFileReader,
    _ directories: SpoolDirectories
  ) throws(IntakePause) -> IntakeTurn.Taken? {
    switch reader.look(at: name, original: name, in: directories.incoming) {
    case .gone:
      scan.forget(name)
    case .blocked(let error):
      scan.scanSoon()
      throw .descriptors(error)
    case .skipped(let error):
      leave(name, (try? directories.incoming.status(name))?.inode ?? 0, error)
    case .found(let status, let finding):
      if isReady(finding, name, status, isComplete) {
        if case .batch = finding {
          scan.forget(name)
          return .batch(BatchOffer(name: name, status: status, isComplete: isComplete))
        }
        if waits(finding) {
          scan.forget(name)
          return nil
        }
        return try take(name, status, finding, reader, directories)
      }
    }
    return nil
  }

  /// Whether to act on a finding now.
  private func isReady(
    _ finding: RequestLook.Finding,
    _ name: FileName,
    _ status: FileStatus,
    _ isComplete: Bool
  ) -> Bool {
    let now = dependencies.clock()
    return switch finding {
    case .request, .refused: true
    case .unfinished:
      isComplete || scan.hasSettled(name, status, isLinked: false, at: now.monotonic)
    case .batch:
      isComplete || hasLongBeenSo(status, at: now.wall)
        || scan.hasSettled(name, status, isLinked: false, at: now.monotonic)
    case .linked:
      hasLongBeenSo(status, at: now.wall)
        || scan.hasSettled(name, status, isLinked: true, at: now.monotonic)
    }
  }

  /// Whether a request cannot be carried out yet: it cancels a batch that is being checked.
  private func waits(_ finding: RequestLook.Finding) -> Bool {
    guard case .request(let request) = finding,
      case .command(.cancel(let target)) = request.content
    else { return false }
    return dependencies.checks.isRunning(target, whenOver: lookAgain)
  }

  /// Whether the last change is older than the observation period.
  ///
  /// A second link sets the ctime but raises no event, and a batch may have come while no daemon
  /// ran: the scan finds them late.
  private func hasLongBeenSo(_ status: FileStatus, at now: WallTime) -> Bool {
    now.since(WallTime(nanoseconds: status.changed)) >= Observations.patience
  }

  /// Moves a file to `.taken/` and makes sure that it is the one that was read.
  private func take(
    _ name: FileName,
    _ status: FileStatus,
    _ finding: RequestLook.Finding,
    _ reader: RequestFileReader,
    _ directories: SpoolDirectories
  ) throws(IntakePause) -> IntakeTurn.Taken? {
    guard let taken = newName(for: name) else { return nil }
    let moved: FileStatus
    do throws(SystemError) {
      try directories.incoming.renameWithoutReplacing(name, to: directories.taken, as: taken.file)
      scan.forget(name)
      moved = try directories.taken.status(taken.file)
    } catch {
      try takingFailed(name, status, error, directories)
      return nil
    }
    if moved.isSameFile(as: status) {
      let droppedAt = WallTime(nanoseconds: status.changed)
      return result(of: finding, taken, status, droppedAt: droppedAt)
    }
    return try lookAtTaken(taken, reader, directories)
  }

  private func newName(for name: FileName) -> TakenName? {
    TakenName(number: Int64(truncatingIfNeeded: dependencies.random() >> 1), original: name)
  }

  private func takingFailed(
    _ name: FileName,
    _ status: FileStatus,
    _ error: SystemError,
    _ directories: SpoolDirectories
  ) throws(IntakePause) {
    if error.isNotFound {
      // The file disappeared, or the directories did, which the next look finds out.
      scan.forget(name)
      if !directories.areInPlace { spool.reopenSoon() }
    } else if error.isAlreadyThere {
      scan.scanSoon()
    } else if status.kind == .directory {
      // Another user's directory cannot be moved out of a sticky one; an empty one can be removed.
      if (try? directories.incoming.removeDirectory(name)) == nil {
        leave(name, status.inode, error)
      } else {
        dependencies.report(.removed(file: name.escaped, cause: "an empty directory"))
      }
    } else if error.name == "EPERM" {
      // Specific to this file (immutable, or not ours in a sticky directory), not to the spool.
      leave(name, status.inode, error)
    } else {
      scan.scanSoon()
      throw .of(error)
    }
  }

  /// Reads a file that is in `.taken/` because of a crash, or because its producer replaced it.
  private func recover(
    _ name: FileName,
    _ reader: RequestFileReader,
    _ directories: SpoolDirectories
  ) throws(IntakePause) -> IntakeTurn.Taken? {
    if let taken = TakenName(found: name) {
      return try lookAtTaken(taken, reader, directories)
    }
    guard let taken = newName(for: name) else { return nil }
    do throws(SystemError) {
      try directories.taken.renameWithoutReplacing(name, to: directories.taken, as: taken.file)
    } catch {
      leave(name, 0, error)
      return nil
    }
    return try lookAtTaken(taken, reader, directories)
  }

  private func lookAtTaken(
    _ taken: TakenName,
    _ reader: RequestFileReader,
    _ directories: SpoolDirectories
  ) throws(IntakePause) -> IntakeTurn.Taken? {
    let look = reader.look(
      at: taken.file,
      original: taken.original,
      in: directories.taken,
      takesLinks: true
    )
    switch look {
    case .gone: return nil
    case .blocked(let error):
      spool.reopenSoon()
      throw .descriptors(error)
    case .skipped(let error):
      leave(taken.file, 0, error)
      return nil
    // The acceptor of batches finds it for itself.
    case .found(_, .batch): return nil
    case .found(let status, let finding):
      return result(of: finding, taken, status)
    }
  }

  private func leave(_ name: FileName, _ inode: UInt64, _ error: SystemError) {
    guard left.count < Self.mostLeft, left.insert(inode).inserted else { return }
    dependencies.report(.left(file: name.escaped, cause: "\(error)"))
  }

  /// - Parameters:
  ///   - finding: What was found in the file.
  ///   - taken: Its name in `.taken/`.
  ///   - status: Its status.
  ///   - droppedAt: Its last change in `incoming/`; nil if only the move to `.taken/` is known.
  /// - Returns: The file with what becomes of it.
  private func result(
    of finding: RequestLook.Finding,
    _ taken: TakenName,
    _ status: FileStatus,
    droppedAt: WallTime? = nil
  ) -> IntakeTurn.Taken? {
    switch finding {
    case .batch: return nil
    case .request(let request):
      var submission = submission(request, taken, status)
      submission.droppedAt = droppedAt
      if request.isDryRun { return previewed(.success(submission), taken, status) }
      return .submitted(IntakeTurn.Submitted(name: taken, submission: submission))
    case .refused(let refusal) where refusal.isDryRun:
      return previewed(.failure(refusal), taken, status)
    case .unfinished(let refusal), .linked(let refusal), .refused(let refusal):
      return .refused(IntakeTurn.Refused(name: taken, refusal: refusal, producer: status.user))
    }
  }

  private func previewed(
    _ request: Result<Submission, Refusal>,
    _ taken: TakenName,
    _ status: FileStatus
  ) -> IntakeTurn.Taken {
    .previewed(IntakeTurn.Previewed(name: taken, request: request, producer: status.user))
  }

  private func submission(
    _ request: Request,
    _ taken: TakenName,
    _ status: FileStatus
  ) -> Submission {
    let now = dependencies.clock()
    let act = request.act?.of(status.user, daemon: CurrentProcess.user)
    return Submission(
      name: JobName(spool: name, id: request.id),
      content: request.content,
      hasExplicitID: request.hasExplicitID,
      digest: dependencies.digest(request.canonical),
      metadata: request.metadata,
      ack: request.ack,
      act: act,
      // What is held is held by whoever asked the daemon for it.
      producer: act?.author.onBehalfOf ?? status.user,
      taken: taken.number,
      acceptedAt: now.wall,
      acceptedOn: dependencies.bootTime()
    )
  }
}
