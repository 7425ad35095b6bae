internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// Answers requests with `dry_run`: says what would become of them, and removes them.
///
/// Nothing enters the ledger. An answer that a crash cut short is given again.
final class RequestPreviewer {
  private let dependencies: IntakeDependencies
  /// The spool's name in the ledger.
  private let spool: String

  init(for spool: String, _ dependencies: IntakeDependencies) {
    self.spool = spool
    self.dependencies = dependencies
  }

  /// Writes the answer, then removes the file.
  ///
  /// - Parameters:
  ///   - file: A file in `.taken/`.
  ///   - directories: The spool's directories.
  ///   - settings: The configuration of the intake.
  /// - Returns: The file as one to be refused, if there is no name for its answer; else nil.
  /// - Throws: `IntakePause`; the answer must then be repeated.
  func answer(
    _ file: IntakeTurn.Previewed,
    _ directories: SpoolDirectories,
    _ settings: IntakeSettings
  ) async throws(IntakePause) -> IntakeTurn.Refused? {
    guard let name = try await freeResult(for: file) else { return file.unanswerable }
    let document = try await document(of: file, directories, settings)
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
    do throws(SystemError) {
      try directories.taken.unlink(file.name.file)
    } catch {
      if !error.isNotFound { throw .removal(error) }
    }
    return nil
  }

  /// The name of the answer: that of its `ack`, or else of its id, but never of a job that the ledger
  /// knows.
  private func freeResult(
    for file: IntakeTurn.Previewed
  ) async throws(IntakePause) -> FileName? {
    guard let id = file.ack ?? file.id, let name = SpoolNames.result(of: id) else { return nil }
    do throws(LedgerError) {
      return try await dependencies.ledger.knows(JobName(spool: spool, id: id)) ? nil : name
    } catch {
      throw .ledger(error)
    }
  }

  private func document(
    of file: IntakeTurn.Previewed,
    _ directories: SpoolDirectories,
    _ settings: IntakeSettings
  ) async throws(IntakePause) -> JSONObject {
    let now = dependencies.clock().wall
    switch file.request {
    case .failure(let refusal):
      return ResultDocument.preview(of: refusal, stem: file.name.stem, at: now)
    case .success(let submission):
      guard case .message(var message) = submission.content else {
        preconditionFailure("only messages are read as dry runs")
      }
      if let faults = try faults(of: message, submission, directories) {
        let refusal = Refusal(faults, of: submission, isDryRun: true)
        return ResultDocument.preview(of: refusal, stem: file.name.stem, at: now)
      }
      let found: SubmissionPreview
      do throws(LedgerError) {
        found = try await dependencies.ledger.preview(message, of: submission)
      } catch {
        throw .ledger(error)
      }
      if let sender = found.sender { message.from = sender }
      let preview = MessagePreview(
        of: message,
        found,
        await dependencies.outlook(message.account),
        prices: settings.prices[message.account] ?? Prices(),
        at: now
      )
      return ResultDocument.preview(preview, of: submission, at: now)
    }
  }

  /// What is wrong with the files that a message names; nil if nothing is.
  private func faults(
    of message: Message,
    _ submission: Submission,
    _ directories: SpoolDirectories
  ) throws(IntakePause) -> RequestFaults? {
    guard submission.namesMedia, let paths = message.media?.paths else { return nil }
    var faults = RequestFaults()
    _ = try MediaCopier(dependencies, directories).originals(
      at: paths,
      of: submission.producer,
      beside: message.text,
      &faults
    )
    return faults.isEmpty ? nil : faults
  }
}

/// What the daemon knows about the sending of an account, for a dry run.
package struct SendingOutlook: Sendable, Equatable {
  /// The messages a second that it may send now; 0 if the account is not known.
  package var messagesPerSecond: Double
  /// How many of them may be MMS.
  package var mmsPerSecond: Double
  /// Whether it sends nothing now because of the provider's answers.
  package var isPaused: Bool

  package init(messagesPerSecond: Double, mmsPerSecond: Double = 1, isPaused: Bool) {
    self.messagesPerSecond = messagesPerSecond
    self.mmsPerSecond = mmsPerSecond
    self.isPaused = isPaused
  }
}
