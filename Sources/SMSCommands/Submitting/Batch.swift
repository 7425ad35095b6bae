internal import SMSCore
internal import SMSJSON
internal import SMSProducer
internal import SMSSpool
internal import SMSSystem

/// The requests of one file: all are checked before the first is submitted.
struct Batch {
  /// The most faulty lines to list; the rest are counted.
  private static let mostListed = 20
  /// Files written before one sync makes them all durable.
  private static let groupSize = 256

  let file: BatchFile
  let run: BatchRun
  let spool: ChosenSpool
  let check: RequestCheck
  let printsJSON: Bool

  /// Checks and submits the requests, and waits for their results if there is a waiter.
  ///
  /// - Throws: `CommandFailure`; after a partial submission it says how many were submitted, and
  ///   how to continue.
  func submit(_ context: Context, _ waiter: Waiter?) async throws(CommandFailure) -> ExitCode {
    let count = try checkAll(Progress(context, noun: "requests checked"))
    guard count > 0 else {
      throw CommandFailure(.usage, "\(String(escaping: file.path)) has no request")
    }
    let submissions = try submitAll(Progress(context, noun: "requests submitted"))
    if let waiter {
      return try await waiter.wait(for: submissions, Progress(context, noun: "requests ended"))
    }
    show(submissions.map(\.id), context.console)
    return .done
  }

  /// Checks every line.
  ///
  /// - Returns: How many requests there are.
  private func checkAll(_ progress: consuming Progress) throws(CommandFailure) -> Int {
    var reader = try BatchReader(file, run)
    var count = 0
    var ids: Set<String> = []
    var faults: [String] = []
    while let entry = try reader.next() {
      count += 1
      if let fault = fault(in: entry, &ids) { faults.append("line \(entry.line): \(fault)") }
      progress.advance(entry.end, of: reader.size)
    }
    progress.end()
    guard faults.isEmpty else { throw refusal(faults, of: count) }
    return count
  }

  private func fault(in entry: BatchReader.Entry, _ ids: inout Set<String>) -> String? {
    switch entry.request {
    case .failure(let fault):
      return fault.message
    case .success(let request):
      guard ids.insert(request.id).inserted else {
        return "the id \(request.id) is on an earlier line too"
      }
      return check.fault(of: request.bytes, id: request.id)?.message
    }
  }

  private func refusal(_ faults: [String], of count: Int) -> CommandFailure {
    let more = faults.count > Self.mostListed ? ["and \(faults.count - Self.mostListed) more"] : []
    return CommandFailure(
      .usage,
      (faults.prefix(Self.mostListed) + more).joined(separator: "\n"),
      hint: """
        Nothing was submitted: \(faults.count) of \(Quantity.of(count, "request")) \
        \(faults.count == 1 ? "is" : "are") not right. Correct the file and submit it again.
        """
    )
  }

  /// Submits the requests in groups.
  ///
  /// - Returns: The ids and tokens, in the order of the lines.
  private func submitAll(
    _ progress: consuming Progress
  ) throws(CommandFailure) -> [(id: String, ack: String?)] {
    let submitter = try spool.openSubmitter()
    var reader = try BatchReader(file, run)
    var submissions: [(id: String, ack: String?)] = []
    var group: [BatchLine] = []
    var isAtEnd = false
    while !isAtEnd {
      let entry = try reader.next()
      if let entry { group.append(try reread(entry)) }
      isAtEnd = entry == nil
      guard group.count == Self.groupSize || isAtEnd, !group.isEmpty else { continue }
      try submit(group, to: submitter, after: submissions.count)
      submissions += group.map { ($0.id, $0.ack) }
      group.removeAll(keepingCapacity: true)
      progress.advance(entry?.end ?? reader.size, of: reader.size, by: submissions.count)
    }
    progress.end()
    return submissions
  }

  private func reread(_ entry: BatchReader.Entry) throws(CommandFailure) -> BatchLine {
    switch entry.request {
    case .success(let request):
      return request
    case .failure(let fault):
      throw CommandFailure(
        .usage,
        "the file changed meanwhile: line \(entry.line): \(fault.message)"
      )
    }
  }

  private func submit(
    _ group: [BatchLine],
    to submitter: RequestSubmitter,
    after count: Int
  ) throws(CommandFailure) {
    do throws(SystemError) {
      try submitter.submit(group.map { ($0.id, $0.bytes) })
    } catch {
      let hint = SpoolHint.of(error, spool) ?? error.hint.map { "Because: \($0). " } ?? ""
      throw CommandFailure(
        error.isPermissionDenied ? .noPermission : .cannotCreate,
        "\(error)",
        hint: """
          \(hint)At least \(Quantity.of(count, "request")) had been submitted. Go on with the same \
          file and --id \(run.id): what was submitted already is not sent twice.
          """
      )
    }
  }

  private func show(_ ids: [String], _ console: Console) {
    if printsJSON {
      for id in ids {
        console.say(json: JSONObject([("id", .string(id)), ("spool", .string(spool.name))]))
      }
      return
    }
    guard let first = ids.first, let last = ids.last else { return }
    let span = ids.count == 1 ? "id \(first)" : "ids \(first) to \(last)"
    console.say("\(Quantity.of(ids.count, "request")) submitted to spool \(spool.name), \(span)")
  }
}
