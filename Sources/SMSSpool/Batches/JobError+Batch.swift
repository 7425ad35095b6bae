internal import SMSCore

extension JobError {
  /// A batch whose file was lost before all of its messages were in the ledger.
  static let batchFileLost = interruptedBatch("its file is gone from .taken/")

  /// A batch whose file changed before all of its messages were in the ledger.
  static let batchFileChanged = interruptedBatch("its file or the configuration changed")

  private static func interruptedBatch(_ cause: String) -> JobError {
    JobError(
      code: .interrupted,
      message: "The batch was not accepted whole: \(cause) meanwhile. Nothing of it was sent.",
      hint: """
        Submit it again under another id. Write a batch under a name that starts with a dot, close \
        it, and only then rename it.
        """
    )
  }

  /// A dry run whose answer would have the name of a job's result.
  static let unanswerableDryRun = JobError(
    code: .invalidRequest,
    message: "The batch was not checked: ack: is missing, or belongs to a request.",
    hint: """
      A dry run is answered in results/<ack>.json, or without `ack` in results/<id>.json unless an \
      earlier request has that id. Give it an `ack` that was never used before.
      """
  )

  /// A batch in the spool for operators.
  static let batchOfOperator = JobError(
    code: .invalidRequest,
    message: "The request was not accepted: batches are not taken in this spool.",
    hint: "Submit it to a producer's spool."
  )
}
