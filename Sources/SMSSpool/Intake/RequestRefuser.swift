internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// Moves refused files to `rejected/`, each with its reason, and writes a result for the producer.
final class RequestRefuser {
  private let dependencies: IntakeDependencies
  /// The spool's name in the ledger.
  private let spool: String
  private var nextNumber: Int64 = 1
  private var log = RefusalLog()

  init(for spool: String, _ dependencies: IntakeDependencies) {
    self.spool = spool
    self.dependencies = dependencies
  }

  /// Continues the numbering of the files in `rejected/`.
  func begin(in directories: SpoolDirectories) throws(SystemError) {
    nextNumber = try directories.firstFreeRejectedNumber()
  }

  /// Writes the result and the reason, then moves the file, which completes the refusal.
  ///
  /// - Parameters:
  ///   - refused: A file in `.taken/`.
  ///   - directories: The spool's directories.
  ///   - mode: The mode of the files to write.
  /// - Throws: `IntakePause`; the refusal must then be repeated.
  func refuse(
    _ refused: IntakeTurn.Refused,
    _ directories: SpoolDirectories,
    mode: UInt32
  ) async throws(IntakePause) {
    guard let names = SpoolNames.rejected(nextNumber, refused.name.original) else { return }
    let document = ResultDocument.of(
      refused.refusal,
      stem: refused.name.stem,
      file: names.file,
      at: dependencies.clock().wall
    )
    let bytes = JSONWriter.write(.object(document))
    let results = try await freeResults(for: refused)
    do {
      for name in results {
        try directories.results.writeReplacing(name, bytes, mode: mode, durable: false)
      }
      try directories.rejected.writeReplacing(names.reason, bytes, mode: mode, durable: false)
      try directories.taken.renameWithoutReplacing(
        refused.name.file,
        to: directories.rejected,
        as: names.file
      )
      nextNumber += 1
      if SpoolNames.isBatch(refused.name.original) {
        try? RejectedBatches.trim(directories.rejected)
      }
    } catch {
      // Any other failure keeps the number for the retry, so that a file has only one reason.
      if error.isAlreadyThere { nextNumber += 1 }
      throw .files(error)
    }
    report(refused, rejectedAs: names.file)
  }

  /// The names under which results of the refusal are written: its id's or else its file's, and
  /// that of its `ack`, but never the name of a job that the ledger knows.
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
    // A name that is not a valid id cannot be a job's: use the file name, unless it had to be cut.
    return SpoolNames.result(ofFile: refused.name.original)
  }

  private func isKnown(_ id: String) async throws(IntakePause) -> Bool {
    do {
      return try await dependencies.ledger.knows(JobName(spool: spool, id: id))
    } catch {
      throw .ledger(error)
    }
  }

  private func report(_ refused: IntakeTurn.Refused, rejectedAs name: FileName) {
    let code = refused.refusal.error.code
    dependencies.refused(code)
    guard log.add(code, at: dependencies.clock().monotonic) else { return }
    dependencies.report(
      .refused(
        file: refused.name.original.escaped,
        rejectedAs: name.escaped,
        code: code,
        producer: refused.producer
      )
    )
  }

  /// Reports the refusals that were only counted, once a minute has passed since the first.
  func reportCounted(at now: MonotonicTime) {
    if let summary = log.summary(at: now) { dependencies.report(.refusedMore(summary)) }
  }
}

extension IntakeTurn.Refused {
  /// The refusal of a request whose id was already used for another.
  init(duplicate file: IntakeTurn.Submitted) {
    let submission = file.submission
    var metadata = JSONObject()
    if let text = submission.metadata,
      let object = (try? JSONParser.parse(Array(text.utf8)))?.object
    {
      metadata = object
    }
    self.init(
      name: file.name,
      refusal: Refusal(
        id: submission.name.id,
        kind: submission.kind,
        metadata: metadata,
        ack: submission.ack,
        error: .duplicate(submission)
      ),
      producer: submission.producer
    )
  }
}

extension JobError {
  /// For a request whose id was already used for another.
  static func duplicate(_ submission: Submission) -> JobError {
    let id = submission.name.id
    guard submission.hasExplicitID else {
      return JobError(
        code: .duplicateID,
        message: "The file name \(id).json was used before, and the request has no id.",
        hint: """
          Give the request an `id`: then the same content submitted again is recognised, and file \
          names may be used again. Or use a new file name for each request.
          """
      )
    }
    return JobError(
      code: .duplicateID,
      message: "The id \(id) was used for a request with other content.",
      hint: """
        Give each new request an id of its own. The earlier request is not changed by this one; its \
        result stays results/\(id).json.
        """
    )
  }
}
