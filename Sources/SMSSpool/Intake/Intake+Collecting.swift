internal import SMSCore
internal import SMSSystem

extension Intake {
  /// How many files are looked at before the kernel is asked for news: an urgent request must not
  /// wait for the rest of a turn.
  private static let looksBetweenEvents = 32
  /// Files told as left at most, until the directories are opened again.
  private static let toldAsLeft = 100
  /// How long a hidden file is its producer's (the contract).
  private static let hiddenLife = Interval(seconds: 36 * 3_600)

  /// Looks at files and takes those that are whole, until a turn is full.
  ///
  /// - Returns: Whether there is nothing more to look at.
  func collect() -> Bool {
    guard let directories else { return false }
    let looker = RequestFileReader(
      decoder: RequestDecoder(
        rules: settings.rules,
        received: ReceivedFiles(settings.layout).ends
      ),
      group: directories.group,
      now: now.wall
    )
    let room = settings.maxQueued - (waiting ?? 0)
    var looks = 0
    while looks < IntakeTurn.looks, turn.refused.count < IntakeTurn.refusals,
      turn.submitted.count < room, pause == nil
    {
      if looks % Self.looksBetweenEvents == 0 { dependencies.inotify.read() }
      guard lookAtNext(looker, directories) else { return true }
      looks += 1
    }
    return false
  }

  /// Looks at one file.
  ///
  /// - Returns: False if there was none, or listing failed.
  private func lookAtNext(_ looker: RequestFileReader, _ directories: SpoolDirectories) -> Bool {
    do {
      if let recovery {
        if let name = try recovery.next() {
          recover(name, looker, directories)
        } else {
          self.recovery = nil
        }
        return true
      }
      if let hint = hints.popFirst() {
        look(at: hint.name, isComplete: hint.isComplete, looker, directories)
        return true
      }
      return try lookAtNextScanned(looker, directories)
    } catch {
      pause = error.isOutOfDescriptors ? .descriptors(error) : .files(error)
      return false
    }
  }

  private func lookAtNextScanned(
    _ looker: RequestFileReader,
    _ directories: SpoolDirectories
  ) throws(SystemError) -> Bool {
    if scan == nil {
      guard scanIsDue else { return false }
      scan = try DirectoryScan(directories.incoming)
      scanIsDue = false
      scansOfWatch += 1
      strayFiles = 0
      if watch == nil { watchIncoming() }
    }
    guard let name = try scan?.next() else {
      scan = nil
      nextScan = now.monotonic.advanced(by: Self.scanInterval)
      tellStrayFiles()
      return scanIsDue
    }
    if SpoolNames.isRequest(name) {
      foundByScan()
      look(at: name, isComplete: false, looker, directories)
    } else if SpoolNames.isHidden(name) {
      removeIfAbandoned(name, directories.incoming)
    } else if StrayFiles.isStray(name, in: directories.incoming, at: now.wall) {
      strayFiles += 1
    }
    return true
  }

  private func tellStrayFiles() {
    guard strayFiles != toldStrayFiles else { return }
    toldStrayFiles = strayFiles
    dependencies.report(.stray(files: strayFiles))
  }

  /// A hidden file that its producer never finished goes after 36 hours.
  private func removeIfAbandoned(_ name: FileName, _ incoming: Directory) {
    guard let status = try? incoming.status(name), status.kind == .regular else { return }
    let age = now.wall.since(WallTime(nanoseconds: status.changed))
    guard age >= Self.hiddenLife, (try? incoming.unlink(name)) != nil else { return }
    let cause = "left under a hidden name for 36 hours"
    dependencies.report(.removed(file: name.escaped, cause: cause))
  }

  /// Looks at a file in `incoming/`.
  private func look(
    at name: FileName,
    isComplete: Bool,
    _ looker: RequestFileReader,
    _ directories: SpoolDirectories
  ) {
    switch looker.look(at: name, original: name, in: directories.incoming) {
    case .gone:
      observations.forget(name)
    case .blocked(let error):
      pause = .descriptors(error)
      scanIsDue = true
    case .skipped(let error):
      leave(name, (try? directories.incoming.status(name))?.inode ?? 0, error)
    case .found(let status, let finding):
      if isReady(finding, name, status, isComplete) {
        take(name, status, finding, looker, directories)
      }
    }
  }

  /// Whether a finding is to be acted upon now.
  private func isReady(
    _ finding: RequestLook.Finding,
    _ name: FileName,
    _ status: FileStatus,
    _ isComplete: Bool
  ) -> Bool {
    let now = now.monotonic
    return switch finding {
    case .request, .refused: true
    case .unfinished:
      isComplete || observations.hasSettled(name, status, isLinked: false, at: now)
    case .linked:
      hasLongBeenLinked(status) || observations.hasSettled(name, status, isLinked: true, at: now)
    }
  }

  /// Whether its second name is older than the patience: a link(2) sets the ctime, and sends no
  /// notice, so that the scan may come upon it late.
  private func hasLongBeenLinked(_ status: FileStatus) -> Bool {
    now.wall.since(WallTime(nanoseconds: status.changed)) >= Observations.patience
  }

  /// Moves a file to `.taken/`, and makes sure that it is the one that was read.
  private func take(
    _ name: FileName,
    _ status: FileStatus,
    _ finding: RequestLook.Finding,
    _ looker: RequestFileReader,
    _ directories: SpoolDirectories
  ) {
    let number = Int64(truncatingIfNeeded: dependencies.random() >> 1)
    guard let taken = TakenName(number: number, original: name) else { return }
    do {
      try directories.incoming.renameWithoutReplacing(name, to: directories.taken, as: taken.file)
      observations.forget(name)
      let moved = try directories.taken.status(taken.file)
      if moved.isSameFile(as: status) {
        add(finding, taken, status)
      } else {
        lookAtTaken(taken, looker, directories)
      }
    } catch {
      takingFailed(name, status, error, directories)
    }
  }

  private func takingFailed(
    _ name: FileName,
    _ status: FileStatus,
    _ error: SystemError,
    _ directories: SpoolDirectories
  ) {
    if error.isNotFound {
      // It went meanwhile; or the directories did, and then the next look finds that out.
      observations.forget(name)
      if !directories.areInPlace { mustReopen = true }
    } else if error.isAlreadyThere {
      scanIsDue = true
    } else if status.kind == .directory {
      // A foreign directory cannot be moved out of a sticky one, an empty one can be removed.
      if (try? directories.incoming.removeDirectory(name)) == nil {
        leave(name, status.inode, error)
      } else {
        dependencies.report(.removed(file: name.escaped, cause: "an empty directory"))
      }
    } else if error.name == "EPERM" {
      // This file's own trouble (immutable, or not ours in a sticky directory), not the spool's.
      leave(name, status.inode, error)
    } else {
      pause = error.isOutOfDescriptors ? .descriptors(error) : .files(error)
      scanIsDue = true
    }
  }

  /// Reads what a crash, or a producer who replaced the file, left in `.taken/`.
  private func recover(
    _ name: FileName,
    _ looker: RequestFileReader,
    _ directories: SpoolDirectories
  ) {
    if let taken = TakenName(found: name) {
      lookAtTaken(taken, looker, directories)
      return
    }
    let number = Int64(truncatingIfNeeded: dependencies.random() >> 1)
    guard let taken = TakenName(number: number, original: name) else { return }
    do {
      try directories.taken.renameWithoutReplacing(name, to: directories.taken, as: taken.file)
      lookAtTaken(taken, looker, directories)
    } catch {
      leave(name, 0, error)
    }
  }

  private func lookAtTaken(
    _ taken: TakenName,
    _ looker: RequestFileReader,
    _ directories: SpoolDirectories
  ) {
    let look = looker.look(
      at: taken.file,
      original: taken.original,
      in: directories.taken,
      takesLinks: true
    )
    switch look {
    case .gone: break
    case .blocked(let error):
      pause = .descriptors(error)
      mustReopen = true
    case .skipped(let error):
      leave(taken.file, 0, error)
    case .found(let status, let finding):
      add(finding, taken, status)
    }
  }

  private func leave(_ name: FileName, _ inode: UInt64, _ error: SystemError) {
    guard left.count < Self.toldAsLeft, left.insert(inode).inserted else { return }
    dependencies.report(.left(file: name.escaped, cause: "\(error)"))
  }

  /// Puts a taken file into the turn.
  private func add(_ finding: RequestLook.Finding, _ taken: TakenName, _ status: FileStatus) {
    switch finding {
    case .request(let request):
      turn.submitted.append(
        IntakeTurn.Submitted(name: taken, submission: submission(request, taken, status))
      )
    case .unfinished(let refusal), .linked(let refusal), .refused(let refusal):
      turn.refused.append(
        IntakeTurn.Refused(name: taken, refusal: refusal, producer: status.user)
      )
    }
  }

  private func submission(
    _ request: Request,
    _ taken: TakenName,
    _ status: FileStatus
  ) -> Submission {
    let now = dependencies.clock()
    return Submission(
      name: JobName(spool: settings.rules.spool, id: request.id),
      content: request.content,
      hasExplicitID: request.hasExplicitID,
      digest: dependencies.digest(request.canonical),
      metadata: request.metadata,
      ack: request.ack,
      producer: status.user,
      taken: taken.number,
      acceptedAt: now.wall,
      acceptedOn: dependencies.bootTime()
    )
  }
}
