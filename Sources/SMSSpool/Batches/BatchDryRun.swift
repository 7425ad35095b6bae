internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// Answers a batch with `dry_run`: it is read whole, and nothing of it enters the ledger.
struct BatchDryRun {
  let dependencies: IntakeDependencies
  let settings: IntakeSettings
  let directories: SpoolDirectories
  let file: TakenName
  let check: BatchCheck

  private var spool: String { settings.rules.spool }

  /// Reads the batch, and writes the answer.
  ///
  /// - Parameters:
  ///   - pass: The reading, which has just begun.
  ///   - lines: How many lines its file has, about.
  ///   - again: Opens the file for another reading.
  /// - Returns: What becomes of the file.
  /// - Throws: `IntakePause`; the answer must then be repeated.
  func run(
    _ pass: inout BatchPass,
    lines: Int,
    again: () throws(SystemError) -> BatchPass
  ) async throws(IntakePause) -> BatchTransfer.Outcome {
    let header = pass.header
    guard let name = try await freeResult(for: header) else {
      return .refused(
        Refusal(
          id: BatchHeaderReader.isValid(header.id) ? header.id : nil,
          kind: BatchHeader.kind,
          metadata: header.metadata,
          ack: header.ack,
          error: .unanswerableDryRun
        )
      )
    }
    var estimate = BatchEstimate(dependencies)
    let isKnown = try await isKnown(header.id)
    let finding = try await check.run(
      &pass,
      isNew: !isKnown,
      lines: lines,
      again: again
    ) { messages throws(IntakePause) in
      try await estimate.add(messages)
    }
    switch finding {
    case .stopped: return .stopped
    case .faults(let faults):
      try write(answer(header, pass.messages, nil, faults.error, faults), as: name)
    case .right(let submission):
      let isSame = try await isSame(submission, isKnown: isKnown)
      try write(answer(header, pass.messages, estimate, isSame, submission), as: name)
    }
    return .settled
  }

  private func answer(
    _ header: BatchHeader,
    _ messages: Int,
    _ estimate: BatchEstimate,
    _ isSame: Bool?,
    _ submission: Submission
  ) -> BatchAnswer {
    BatchAnswer(
      header: header,
      outcome: isSame.map { $0 ? .repeated : .rejected } ?? .queued,
      messages: messages,
      estimate: estimate,
      error: isSame == false ? .duplicate(submission) : nil,
      faults: nil,
      prices: settings.prices
    )
  }

  private func answer(
    _ header: BatchHeader,
    _ messages: Int,
    _ estimate: BatchEstimate?,
    _ error: JobError,
    _ faults: BatchFaults
  ) -> BatchAnswer {
    BatchAnswer(
      header: header,
      outcome: .rejected,
      messages: messages,
      estimate: estimate,
      error: error,
      faults: faults,
      prices: settings.prices
    )
  }

  /// Whether the batch that has the id is the same; nil if none has it.
  private func isSame(
    _ submission: Submission,
    isKnown: Bool
  ) async throws(IntakePause) -> Bool? {
    guard isKnown, submission.hasExplicitID else { return isKnown ? false : nil }
    do throws(LedgerError) {
      return try await dependencies.batches.conflicts(of: [submission]).isEmpty
    } catch {
      throw .ledger(error)
    }
  }

  private func isKnown(_ id: String) async throws(IntakePause) -> Bool {
    do throws(LedgerError) {
      return try await dependencies.ledger.knows(JobName(spool: spool, id: id))
    } catch {
      throw .ledger(error)
    }
  }

  /// The name of the answer: that of its `ack`, or else of its id, but never of a job that the ledger
  /// knows.
  private func freeResult(for header: BatchHeader) async throws(IntakePause) -> FileName? {
    let id = header.ack ?? (header.id.isEmpty ? file.stem : header.id)
    guard let id, let name = SpoolNames.result(of: id) else { return nil }
    return try await isKnown(id) ? nil : name
  }

  private func write(_ answer: BatchAnswer, as name: FileName) throws(IntakePause) {
    let document = ResultDocument.of(answer, stem: file.stem, at: dependencies.clock().wall)
    do throws(SystemError) {
      try directories.results.writeReplacing(
        name,
        JSONWriter.write(.object(document)),
        mode: settings.layout.access.fileMode,
        durable: false
      )
    } catch {
      throw .files(error)
    }
  }
}
