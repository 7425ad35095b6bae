internal import SMSProducer
internal import SMSSystem

/// Waits for results in one spool, for `wait` and `submit --wait`, and prints them.
struct Waiter {
  /// The contract's default timeout, in seconds.
  static let usualSeconds = 60.0

  private let spool: ChosenSpool
  private let context: Context
  private let seconds: Double
  private let printsJSON: Bool
  private let results: ResultDirectory

  init(
    _ spool: ChosenSpool,
    _ context: Context,
    seconds: Double,
    printsJSON: Bool
  ) throws(CommandFailure) {
    self.spool = spool
    self.context = context
    self.seconds = seconds
    self.printsJSON = printsJSON
    do throws(SystemError) {
      results = try ResultDirectory(path: spool.results)
    } catch {
      throw CommandFailure(error, .unavailable, hint: SpoolHint.of(error, spool))
    }
  }

  /// The deadline for a wait that starts now, in nanoseconds of the monotonic clock.
  func deadline() -> Int64 {
    context.monotonic() + Int64(seconds * 1e9)
  }

  /// Waits for one request, and prints its result.
  ///
  /// - Parameters:
  ///   - id: The request, a batch, or a message of a batch.
  ///   - batch: The batch of a message whose id does not say it.
  /// - Returns: The exit status for its result.
  /// - Throws: `CommandFailure` with status 75 if it has not ended in time.
  func wait(
    for id: String,
    inBatch batch: String? = nil
  ) async throws(CommandFailure) -> ExitCode {
    let result = try await result(of: id, until: deadline(), inBatch: batch)
    say(result)
    return result.exitStatus
  }

  /// Waits for the result of one submission, whose id may also belong to an earlier request.
  ///
  /// - Throws: `CommandFailure`, with status 75 if it has not ended in time.
  func wait(
    for id: String,
    submittedAs ack: String
  ) async throws(CommandFailure) -> ExitCode {
    let result = try await result(of: id, submittedAs: ack)
    say(result)
    return result.exitStatus
  }

  /// Waits for the result of one submission without printing it.
  ///
  /// - Throws: `CommandFailure`, with status 75 if it has not ended in time.
  func result(
    of id: String,
    submittedAs ack: String
  ) async throws(CommandFailure) -> PublishedResult {
    try await result(of: id, until: deadline(), submittedAs: ack)
  }

  private func wait(
    for submission: (id: String, ack: String?),
    until deadline: Int64
  ) async throws(CommandFailure) -> ExitCode {
    let result = try await result(
      of: submission.id,
      until: deadline,
      submittedAs: submission.ack
    )
    say(result)
    return result.exitStatus
  }

  private func result(
    of id: String,
    until deadline: Int64,
    submittedAs ack: String? = nil,
    inBatch batch: String? = nil
  ) async throws(CommandFailure) -> PublishedResult {
    let result = try await CommandFailure.ofResult { () async throws(ResultError) in
      try await results.wait(
        for: id,
        until: deadline,
        submittedAs: ack,
        inBatch: batch,
        now: context.monotonic
      )
    }
    guard let result, result.isFinal else { throw timedOut(id, result) }
    return result
  }

  /// Waits for a batch, with a bar on a terminal, and prints its result.
  ///
  /// - Throws: `CommandFailure`, with status 75 if it has not ended in time.
  func wait(
    forBatch id: String,
    submittedAs ack: String?
  ) async throws(CommandFailure) -> ExitCode {
    let progress = BatchProgress(context)
    let deadline = deadline()
    let last = try await CommandFailure.ofResult { () async throws(ResultError) in
      try await results.wait(
        for: id,
        until: deadline,
        submittedAs: ack,
        now: context.monotonic,
        onChange: { progress.show($0) }
      )
    }
    progress.end()
    guard let last, last.isFinal else { throw timedOut(id, last) }
    say(last)
    return last.exitStatus
  }

  /// Waits for many submissions, and prints their results in order.
  ///
  /// - Throws: `CommandFailure` with status 75 if some have not ended in time.
  func wait(
    for submissions: [(id: String, ack: String?)],
    _ progress: consuming Progress
  ) async throws(CommandFailure) -> ExitCode {
    let deadline = deadline()
    var status = ExitCode.done
    var late: [CommandFailure] = []
    for (index, submission) in submissions.enumerated() {
      do throws(CommandFailure) {
        let one = try await wait(for: submission, until: deadline)
        if one != .done { status = one }
      } catch {
        guard error.status == .tryAgain else { throw error }
        late.append(error)
      }
      progress.advance(Int64(index + 1), of: Int64(submissions.count))
    }
    progress.end()
    guard let first = late.first else { return status }
    throw CommandFailure(
      .tryAgain,
      "\(late.count) of \(Quantity.of(submissions.count, "request")) have not ended yet; \(first.message)",
      hint: first.hint
    )
  }

  private func say(_ result: PublishedResult) {
    if printsJSON {
      context.console.say(json: result.json)
    } else {
      context.console.say(result.lines(width: context.console.width()))
    }
  }

  private func timedOut(_ id: String, _ last: PublishedResult?) -> CommandFailure {
    guard let last else {
      return CommandFailure(
        .tryAgain,
        "\(id) has no result in \(spool.results) yet",
        hint: """
          It may wait for its turn or its time ('\(ProgramName.value) show \(id)' says, as root), \
          the daemon may be down, or it was submitted to another spool or under another id. A file \
          that is not a whole request is refused after 10 s.
          """
      )
    }
    let lines = last.lines(width: .max).map { $0.drop { $0 == " " } }
    return CommandFailure(
      .tryAgain,
      "not ended yet: \(lines[0])",
      hint: lines.dropFirst().joined(separator: "\n")
    )
  }
}

extension CommandFailure {
  /// Converts a result that cannot be read to a failure of the command.
  static func ofResult<Value>(
    _ body: () async throws(ResultError) -> Value
  ) async throws(CommandFailure) -> Value {
    do throws(ResultError) {
      return try await body()
    } catch {
      switch error {
      case .unreadable(let error): throw CommandFailure(error, .internalError)
      case .malformed: throw CommandFailure(.internalError, "\(error)")
      case .notInBatch(_, let batch):
        throw CommandFailure(
          .noSuchID,
          "\(error)",
          hint: "'\(ProgramName.value) batch report \(batch.id)' lists the messages that it has."
        )
      }
    }
  }
}
