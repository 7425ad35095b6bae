internal import SMSCore
internal import SMSJSON
internal import SMSProducer
internal import SMSSpool
internal import SMSSystem

/// The requests of one file, all of which are checked before the first is submitted.
///
/// The messages become one batch; requests of other kinds become files of their own.
struct Batch {
  /// The most faulty lines to list; the rest are counted.
  private static let mostListed = 20

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
    let contents = try checkAll(Progress(context, noun: "requests checked"))
    guard contents.messages + contents.others > 0 else {
      throw CommandFailure(.usage, "\(String(escaping: file.path)) has no request")
    }
    let submission = BatchSubmission(file: file, run: run, spool: spool, contents: contents)
    let others = try submission.submit(Progress(context, noun: "requests submitted"))
    if let waiter { return try await wait(contents, others, waiter, context) }
    show(contents, others.map(\.id), context.console)
    return .done
  }

  private func wait(
    _ contents: BatchContents,
    _ others: [SingleRequest],
    _ waiter: Waiter,
    _ context: Context
  ) async throws(CommandFailure) -> ExitCode {
    var status = ExitCode.done
    if contents.messages > 0 {
      status = try await waiter.wait(forBatch: contents.id, submittedAs: contents.ack)
    }
    guard !others.isEmpty else { return status }
    let rest = try await waiter.wait(
      for: others.map { ($0.id, $0.ack) },
      Progress(context, noun: "requests ended")
    )
    return status == .done ? rest : status
  }

  // MARK: Checking

  /// Checks every line.
  ///
  /// - Returns: What is in the file.
  private func checkAll(
    _ progress: consuming Progress
  ) throws(CommandFailure) -> BatchContents {
    var reader = try BatchReader(file)
    var contents: BatchContents?
    var checker: BatchChecker?
    var ids: Set<String> = []
    var faults: [String] = []
    while let entry = try reader.next() {
      var found: BatchContents
      if let contents {
        found = contents
      } else {
        found = try begun(with: entry)
        checker = check.batch(found.header)
        faults = (checker?.faults ?? []).map { "the header: \(Self.text($0))" }
      }
      if entry.header == nil {
        found.count(entry)
        if let fault = fault(in: entry, found, checker, &ids) {
          faults.append("line \(entry.number): \(fault)")
        }
        progress.advance(entry.end, of: reader.size, by: found.messages + found.others)
      }
      contents = found
      if checker?.faults.isEmpty == false { break }
    }
    progress.end()
    guard let contents else { return BatchContents(header: JSONObject(), isNumbered: false) }
    guard faults.isEmpty else { throw refusal(faults, of: contents.messages + contents.others) }
    return contents
  }

  private func begun(with entry: BatchReader.Entry) throws(CommandFailure) -> BatchContents {
    BatchContents(
      header: try completed(entry.header ?? file.table?.header ?? JSONObject()),
      isNumbered: entry.header != nil || file.table != nil
    )
  }

  /// The header with what this run adds to it.
  private func completed(_ header: JSONObject) throws(CommandFailure) -> JSONObject {
    let own = header["id"].flatMap { $0.isNull ? nil : $0 }
    if let own, run.isNamed, own != .string(run.id) {
      throw CommandFailure(
        .usage,
        "the header in the file has another id than --id",
        hint: "Leave out one of them."
      )
    }
    var result = JSONObject([("kind", "batch"), ("id", own ?? .string(run.id))])
    for member in header.members where member.name != "id" {
      result.set(member.name, member.value)
    }
    if header["ack"]?.isNull ?? true {
      result.set("ack", ifPresent: run.ack.map { .string($0) })
    }
    if run.isDryRun { result.set("dry_run", true) }
    return result
  }

  private func fault(
    in entry: BatchReader.Entry,
    _ contents: BatchContents,
    _ checker: BatchChecker?,
    _ ids: inout Set<String>
  ) -> String? {
    do throws(LineFault) {
      let line = try entry.line.get()
      if let id = line.explicitID, !ids.insert(id).inserted {
        throw LineFault("the id \(id) is on an earlier line too")
      }
      if line.isMessage {
        let faults = checker?.faults(of: line.object, line: entry.number) ?? []
        return faults.isEmpty ? nil : faults.map(Self.text).joined(separator: "; ")
      }
      let request = try line.request(run, batch: contents.id)
      return check.fault(of: request.bytes, id: request.id)?.message
    } catch {
      return error.message
    }
  }

  private static func text(_ fault: BatchFault) -> String {
    "\(fault.member.map { "\($0): " } ?? "")\(fault.rule). \(fault.repair)"
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

  // MARK: What was submitted

  private func show(_ contents: BatchContents, _ others: [String], _ console: Console) {
    if contents.messages > 0 { show(contents, console) }
    if printsJSON {
      for id in others {
        console.say(json: JSONObject([("id", .string(id)), ("spool", .string(spool.name))]))
      }
    } else if let first = others.first, let last = others.last {
      let span = others.count == 1 ? "id \(first)" : "ids \(first) to \(last)"
      console.say(
        "\(Quantity.of(others.count, "request")) submitted to spool \(spool.name), \(span)"
      )
    }
  }

  private func show(_ contents: BatchContents, _ console: Console) {
    guard printsJSON else {
      let count = Quantity.of(contents.messages, "message")
      return console.say("\(count) submitted to spool \(spool.name) as batch \(contents.id)")
    }
    console.say(
      json: JSONObject([
        ("id", .string(contents.id)), ("kind", "batch"),
        ("messages", .number(JSONNumber(Int64(contents.messages)))),
        ("spool", .string(spool.name)),
      ])
    )
  }
}

/// What is in a file of many requests.
struct BatchContents {
  /// The batch's header, with its id.
  let header: JSONObject
  /// Whether the numbers of the file's lines are those of the batch, as its first line is the header
  /// or names the columns; otherwise each message gets an id with its number.
  let isNumbered: Bool
  private(set) var messages = 0
  /// Requests of other kinds.
  private(set) var others = 0

  init(header: JSONObject, isNumbered: Bool) {
    self.header = header
    self.isNumbered = isNumbered
  }

  /// The batch's id.
  var id: String { header["id"]?.string ?? "" }
  var ack: String? { header["ack"]?.string }

  mutating func count(_ entry: BatchReader.Entry) {
    if case .success(let line) = entry.line, !line.isMessage { others += 1 } else { messages += 1 }
  }
}
