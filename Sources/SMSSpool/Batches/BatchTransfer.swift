internal import SMSCore
internal import SMSSystem

/// Moves one batch from `.taken/` into the ledger: checked whole, then in steps.
///
/// | on disk | in the ledger | left by |
/// |---|---|---|
/// | `.taken/<n>-x.jsonl` | nothing | the batch's row; after a crash the file is checked again |
/// | `.taken/<n>-x.jsonl` | the row, a part | the last step; after a crash the rest is added |
/// | `.taken/<n>-x.jsonl` | the row, active | unlink; after a crash the ledger knows `n`, then unlink |
struct BatchTransfer {
  let dependencies: IntakeDependencies
  let settings: IntakeSettings
  let directories: SpoolDirectories
  let file: TakenName
  /// The file's status.
  let status: FileStatus
  /// The batch that the ledger is taking from this file; nil before.
  let accepting: AcceptingBatch?
  let isStopped: @Sendable () -> Bool

  enum Outcome {
    /// The file is to be removed.
    case settled
    case refused(Refusal)
    case stopped
  }

  private var spool: String { settings.rules.spool }

  /// Accepts or refuses the batch.
  ///
  /// - Throws: `IntakePause` if the problem is not the file's; it is to be repeated.
  func run() async throws(IntakePause) -> Outcome {
    guard !settings.rules.isOperator else {
      return .refused(refusal(BatchHeader(id: ""), error: .batchOfOperator))
    }
    let now = dependencies.clock().wall
    var pass = try opened(at: now)
    let header = pass.header
    let name = JobName(spool: spool, id: header.id)
    let isNew = try await !isKnown(header.id)
    let media = BatchMedia(
      MediaCopier(dependencies, directories),
      of: status.user,
      copies: !header.isDryRun
    )
    let check = BatchCheck(
      dependencies: dependencies,
      spool: spool,
      maxQueued: accepting == nil ? settings.maxQueued : .max,
      // The same batch again needs none of its files.
      media: isNew || accepting != nil ? media : nil,
      isStopped: isStopped
    )
    let again = { () throws(SystemError) in try open(at: now) }
    guard !header.isDryRun else {
      guard accepting == nil else { return try await abandoned(header, .batchFileChanged) }
      let dryRun = BatchDryRun(
        dependencies: dependencies,
        settings: settings,
        directories: directories,
        file: file,
        check: check
      )
      return try await dryRun.run(&pass, lines: count().lines, again: again)
    }
    if !isNew { dependencies.checks.end(name) }
    // Reading a large file takes some time.
    let lines = try count().lines
    switch try await check.run(&pass, isNew: isNew, lines: lines, again: again) {
    // The check goes on after the next start.
    case .stopped:
      media.discard()
      return .stopped
    case .faults(let faults):
      media.discard()
      return try await refused(header, faults)
    case .right(let submission): return try await accept(submission, header, media, at: now)
    }
  }

  private func accept(
    _ submission: Submission,
    _ header: BatchHeader,
    _ media: BatchMedia,
    at now: WallTime
  ) async throws(IntakePause) -> Outcome {
    let acceptance: BatchAcceptance
    do throws(LedgerError) {
      acceptance = try await dependencies.batches.acceptBatch(submission)
    } catch {
      throw .ledger(error)
    }
    dependencies.checks.end(submission.name)
    dependencies.resultsChanged()
    switch acceptance {
    case .again: return .settled
    case .duplicate:
      guard accepting == nil else { return try await abandoned(header, .batchFileChanged) }
      return .refused(refusal(header, error: .duplicate(submission)))
    case .accepting(let number, let place):
      return try await add(to: number, from: place, submission, header, media, at: now)
    }
  }

  // MARK: In steps

  /// Adds the messages from a place on; what is before it is read for the digest only.
  private func add(
    to batch: JobNumber,
    from start: BatchPlace,
    _ submission: Submission,
    _ header: BatchHeader,
    _ media: BatchMedia,
    at now: WallTime
  ) async throws(IntakePause) -> Outcome {
    var pass = try opened(at: now)
    var step = BatchStep()
    var next: BatchPass.Part? = try part(of: &pass, step.count, from: start)
    while var part = next {
      guard !isStopped() else { return .stopped }
      guard try part.takeCopies(of: media) else {
        return try await abandoned(batch, header, .batchFileChanged, nil)
      }
      // While the ledger adds a part, the next one is read.
      let ready = part
      async let commit = Self.commit(ready, to: batch, dependencies)
      next = part.isLast ? nil : try self.part(of: &pass, step.count, from: start)
      let (result, took) = await commit
      if let took { step.took(took) }
      switch result {
      case .success(.added): continue
      case .success(.canceled):
        dependencies.resultsChanged()
        return .settled
      case .success(.conflicts(let places)):
        var faults = BatchFaults()
        for place in places {
          let fault = BatchFault.conflict(part.messages[place], line: part.lines[place])
          faults.add(fault, code: .duplicateID)
        }
        return try await abandoned(batch, header, faults.error, faults)
      case .failure(let error): throw .ledger(error)
      }
    }
    guard pass.faults.isEmpty, pass.digestOfAll() == submission.digest else {
      return try await abandoned(batch, header, .batchFileChanged, nil)
    }
    let outcome = try await activate(batch, submission)
    media.removeOnce()
    return outcome
  }

  /// The next part of the file, without what is in the ledger.
  private func part(
    of pass: inout BatchPass,
    _ count: Int,
    from start: BatchPlace
  ) throws(IntakePause) -> BatchPass.Part {
    var part = try BatchCheck.part(of: &pass, count)
    part.leaveOut(before: start)
    return part
  }

  /// Has the ledger add a part, and says how long that took.
  private static func commit(
    _ part: BatchPass.Part,
    to batch: JobNumber,
    _ dependencies: IntakeDependencies
  ) async -> (result: Result<BatchAddition, LedgerError>, took: Interval?) {
    guard !part.messages.isEmpty else { return (.success(.added), nil) }
    let began = dependencies.clock().monotonic
    do throws(LedgerError) {
      let addition = try await dependencies.batches.add(
        part.messages,
        to: batch,
        through: part.place
      )
      return (.success(addition), dependencies.clock().monotonic.since(began))
    } catch {
      return (.failure(error), nil)
    }
  }

  private func activate(
    _ batch: JobNumber,
    _ submission: Submission
  ) async throws(IntakePause) -> Outcome {
    let lanes: Set<Lane>
    do throws(LedgerError) {
      lanes = try await dependencies.batches.activate(batch, at: dependencies.clock().wall)
    } catch {
      throw .ledger(error)
    }
    dependencies.activated(lanes)
    dependencies.resultsChanged()
    if case .batch(let request) = submission.content {
      dependencies.report(
        .batchAccepted(id: submission.name.id, messages: request.messages)
      )
    }
    return .settled
  }

  // MARK: Refusals

  private func refused(
    _ header: BatchHeader,
    _ faults: BatchFaults
  ) async throws(IntakePause) -> Outcome {
    guard accepting == nil else { return try await abandoned(header, .batchFileChanged) }
    return .refused(refusal(header, error: faults.error, faults))
  }

  /// Refuses the file of a batch that was being accepted.
  private func abandoned(
    _ header: BatchHeader,
    _ error: JobError
  ) async throws(IntakePause) -> Outcome {
    guard let accepting else { return .refused(refusal(header, error: error)) }
    return try await abandoned(accepting.number, header, error, nil)
  }

  private func abandoned(
    _ batch: JobNumber,
    _ header: BatchHeader,
    _ error: JobError,
    _ faults: BatchFaults?
  ) async throws(IntakePause) -> Outcome {
    try await Self.abandon(batch, nil, dependencies)
    return .refused(refusal(header, error: error, faults))
  }

  /// Removes a batch's messages from the ledger, and the batch; with an error, the batch ends with
  /// it instead.
  static func abandon(
    _ batch: JobNumber,
    _ error: JobError?,
    _ dependencies: IntakeDependencies
  ) async throws(IntakePause) {
    do throws(LedgerError) {
      while try await dependencies.batches.abandon(
        batch,
        error: error,
        at: dependencies.clock().wall
      ) {}
    } catch {
      throw .ledger(error)
    }
    dependencies.resultsChanged()
  }

  private func refusal(
    _ header: BatchHeader,
    error: JobError,
    _ faults: BatchFaults? = nil
  ) -> Refusal {
    Refusal(
      id: BatchHeaderReader.isValid(header.id) ? header.id : nil,
      kind: BatchHeader.kind,
      metadata: header.metadata,
      ack: header.ack,
      error: error,
      isDryRun: header.isDryRun,
      faults: faults
    )
  }

  // MARK: The file

  private func isKnown(_ id: String) async throws(IntakePause) -> Bool {
    do throws(LedgerError) {
      return try await dependencies.ledger.knows(JobName(spool: spool, id: id))
    } catch {
      throw .ledger(error)
    }
  }

  private func count() throws(IntakePause) -> (lines: Int, isEnded: Bool) {
    do throws(SystemError) {
      return try BatchLines.count(in: directories.taken.openFile(file.file, .readForeign))
    } catch {
      throw .of(error)
    }
  }

  private func opened(at now: WallTime) throws(IntakePause) -> BatchPass {
    do throws(SystemError) {
      return try open(at: now)
    } catch {
      throw .of(error)
    }
  }

  private func open(at now: WallTime) throws(SystemError) -> BatchPass {
    var rules = settings.rules
    rules.giveUpAfter = settings.batches.giveUpAfter
    return try BatchPass(
      directories.taken.openFile(file.file, .readForeign),
      BatchOrigin(
        spool: spool,
        stem: file.stem,
        producer: status.user,
        taken: file.number,
        // The move to .taken/ set it, and nothing else does: a start finds the same.
        start: WallTime(nanoseconds: status.changed),
        now: now,
        bootTime: dependencies.bootTime()
      ),
      rules: rules,
      received: ReceivedFiles(settings.layout).ends,
      digest: dependencies.digest
    )
  }
}

extension BatchPass.Part {
  /// Gives its messages copies of the files that they name.
  ///
  /// - Returns: False if a file is not right any more.
  /// - Throws: `IntakePause` if the problem is not the files'.
  fileprivate mutating func takeCopies(of media: BatchMedia) throws(IntakePause) -> Bool {
    for index in messages.indices where messages[index].namesMedia {
      guard let copied = try media.copied(messages[index]) else { return false }
      messages[index] = copied
    }
    return true
  }

  /// Leaves out the messages of the lines before a place.
  fileprivate mutating func leaveOut(before start: BatchPlace) {
    let count = lines.prefix { $0 < start.line }.count
    lines.removeFirst(count)
    messages.removeFirst(count)
  }
}
