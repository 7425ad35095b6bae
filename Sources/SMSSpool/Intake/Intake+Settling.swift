internal import SMSCore
internal import SMSJSON
internal import SMSSystem

extension Intake {
  /// Accepts, removes and refuses what is in the turn; sets `pause` where it cannot, and goes on
  /// from there after it.
  func settle() async {
    if !turn.submitted.isEmpty { await accept() }
    if pause == nil { removeAccepted() }
    if pause == nil { await refuse() }
  }

  private func accept() async {
    let submitted = turn.submitted
    let acceptances: [Acceptance]
    do {
      acceptances = try await dependencies.ledger.accept(submitted.map(\.submission))
    } catch {
      pause = .ledger(error)
      return
    }
    turn.submitted = []
    for (file, acceptance) in zip(submitted, acceptances) {
      switch acceptance {
      case .message:
        waiting = waiting.map { $0 + 1 }
        turn.removals.append(file.name)
      case .command, .ended, .again:
        turn.removals.append(file.name)
      case .duplicate:
        turn.refused.append(duplicate(file))
      }
    }
    dependencies.accepted(acceptances)
    if submitted.contains(where: { $0.submission.ack != nil }) { dependencies.resultsChanged() }
  }

  private func duplicate(_ file: IntakeTurn.Submitted) -> IntakeTurn.Refused {
    let submission = file.submission
    let id = submission.name.id
    let error =
      if submission.hasExplicitID {
        JobError(
          code: .duplicateID,
          message: "The id \(id) was used for a request with other content.",
          hint: """
            Give each new request an id of its own. The earlier request is not changed by this \
            one; its result stays results/\(id).json.
            """
        )
      } else {
        JobError(
          code: .duplicateID,
          message: "The file name \(id).json was used before, and the request has no id.",
          hint: """
            Give the request an `id`: then the same content submitted again is recognised, and \
            file names may be used again. Or use a new file name for each request.
            """
        )
      }
    var metadata = JSONObject()
    if let text = submission.metadata,
      let object = (try? JSONParser.parse(Array(text.utf8)))?.object
    {
      metadata = object
    }
    return IntakeTurn.Refused(
      name: file.name,
      refusal: Refusal(
        id: id,
        kind: submission.kind,
        metadata: metadata,
        ack: submission.ack,
        error: error
      ),
      producer: submission.producer
    )
  }

  private func removeAccepted() {
    while let name = turn.removals.last {
      do {
        try directories?.taken.unlink(name.file)
      } catch {
        if !error.isNotFound {
          pause = .removal(error)
          return
        }
      }
      turn.removals.removeLast()
    }
  }

  private func refuse() async {
    while let refused = turn.refused.first, let directories {
      do {
        try await refuse(refused, directories)
        turn.refused.removeFirst()
      } catch {
        if case .files(let cause) = error, cause.isNotFound { mustReopen = true }
        // Opening them again says better what is missing, or goes on with the new ones.
        if !mustReopen || directories.areInPlace { pause = error }
        return
      }
    }
  }

  /// Writes the result and the reason, then moves the file: the move is what ends it.
  private func refuse(
    _ refused: IntakeTurn.Refused,
    _ directories: SpoolDirectories
  ) async throws(IntakePause) {
    guard let names = SpoolNames.rejected(nextRejected, refused.name.original) else { return }
    let document = ResultDocument.of(
      refused.refusal,
      stem: refused.name.stem,
      file: names.file,
      at: now.wall
    )
    let bytes = JSONWriter.write(.object(document))
    let results = try await freeResults(for: refused)
    do {
      let mode = settings.layout.access.fileMode
      for name in results {
        try directories.results.writeReplacing(name, bytes, mode: mode, durable: false)
      }
      try directories.rejected.writeReplacing(names.reason, bytes, mode: mode, durable: false)
      try directories.taken.renameWithoutReplacing(
        refused.name.file,
        to: directories.rejected,
        as: names.file
      )
      nextRejected += 1
    } catch {
      // Whatever else fails, fails under the same number again: one file has one reason.
      if error.isAlreadyThere { nextRejected += 1 }
      throw .files(error)
    }
    tell(refused, rejectedAs: names.file)
  }

  /// The names of the results that the refusal may have: that of its id, else of its file's name, and
  /// that of its `ack`; none by which the ledger knows a job.
  private func freeResults(
    for refused: IntakeTurn.Refused
  ) async throws(IntakePause) -> Set<FileName> {
    var names: Set<FileName> = []
    if let name = try await freeResult(for: refused) { names.insert(name) }
    if let ack = refused.refusal.ack, let name = SpoolNames.result(of: ack),
      try await !isKnown(ack)
    {
      names.insert(name)
    }
    return names
  }

  private func freeResult(
    for refused: IntakeTurn.Refused
  ) async throws(IntakePause) -> FileName? {
    let id = refused.refusal.id
    let stem = refused.name.stem
    if let id, let name = SpoolNames.result(of: id), try await !isKnown(id) { return name }
    if let stem, let name = SpoolNames.result(of: stem) {
      return stem == id ? nil : try await isKnown(stem) ? nil : name
    }
    // What is no id is no job's: the file's own name, unless it had to be cut.
    return SpoolNames.result(ofFile: refused.name.original)
  }

  private func isKnown(_ id: String) async throws(IntakePause) -> Bool {
    do {
      return try await dependencies.ledger.knows(JobName(spool: settings.rules.spool, id: id))
    } catch {
      throw .ledger(error)
    }
  }

  private func tell(_ refused: IntakeTurn.Refused, rejectedAs name: FileName) {
    let code = refused.refusal.error.code
    guard refusalLog.add(code, at: now.monotonic) else { return }
    dependencies.report(
      .refused(
        file: refused.name.original.escaped,
        rejectedAs: name.escaped,
        code: code,
        producer: refused.producer
      )
    )
  }

  /// Tells the refusals that were only counted, a minute after the first; at the end at once.
  func tellRefusals(untilNow: Bool) {
    let now = untilNow ? MonotonicTime(nanoseconds: .max) : now.monotonic
    if let summary = refusalLog.summary(at: now) { dependencies.report(.refusedMore(summary)) }
  }
}
