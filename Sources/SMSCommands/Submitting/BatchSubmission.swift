internal import SMSCore
internal import SMSJSON
internal import SMSProducer
internal import SMSSpool
internal import SMSSystem

/// Writes the requests of a file to a spool, after they were checked.
struct BatchSubmission {
  /// Files written before one sync makes them all durable.
  private static let groupSize = 256

  let file: BatchFile
  let run: BatchRun
  let spool: ChosenSpool
  let contents: BatchContents

  /// Submits the batch, then the requests of other kinds.
  ///
  /// - Returns: The latter, in the order of their lines.
  /// - Throws: `CommandFailure`; it says what was submitted.
  func submit(_ progress: consuming Progress) throws(CommandFailure) -> [SingleRequest] {
    let submitter = try spool.openSubmitter()
    var others: [SingleRequest] = []
    var writer: BatchWriter?
    if contents.messages > 0 {
      writer = try failing { () throws(SystemError) in
        try BatchWriter(contents, to: submitter)
      }
    }
    do throws(CommandFailure) {
      try read(progress, into: writer, &others)
      try failing { () throws(SystemError) in try writer?.submit(named: contents.id) }
    } catch {
      writer?.withdraw()
      throw error
    }
    try submit(others, to: submitter)
    return others
  }

  private func read(
    _ progress: consuming Progress,
    into writer: BatchWriter?,
    _ others: inout [SingleRequest]
  ) throws(CommandFailure) {
    var reader = try BatchReader(file)
    var count = 0
    while let entry = try reader.next() {
      guard entry.header == nil else { continue }
      let line = try unchanged(entry) { (line: BatchLine) throws(LineFault) -> BatchLine in line }
      if line.isMessage {
        let bytes = contents.isNumbered ? line.bytes : line.named(run, batch: contents.id)
        try failing { () throws(SystemError) in try writer?.append(bytes, number: entry.number) }
      } else {
        others.append(
          try unchanged(entry) { (line: BatchLine) throws(LineFault) -> SingleRequest in
            try line.request(run, batch: contents.id)
          }
        )
      }
      count += 1
      progress.advance(entry.end, of: reader.size, by: count)
    }
    progress.end()
  }

  /// What a line holds that was right before.
  private func unchanged<Value>(
    _ entry: BatchReader.Entry,
    _ body: (BatchLine) throws(LineFault) -> Value
  ) throws(CommandFailure) -> Value {
    do throws(LineFault) {
      return try body(entry.line.get())
    } catch {
      throw CommandFailure(
        .usage,
        "the file changed meanwhile: line \(entry.number): \(error.message)"
      )
    }
  }

  private func submit(
    _ others: [SingleRequest],
    to submitter: RequestSubmitter
  ) throws(CommandFailure) {
    for start in stride(from: 0, to: others.count, by: Self.groupSize) {
      let group = others[start...].prefix(Self.groupSize)
      try failing(after: contents.messages + start) { () throws(SystemError) in
        try submitter.submit(group.map { ($0.id, $0.bytes) })
      }
    }
  }

  /// Carries out what may fail at the spool.
  @discardableResult
  private func failing<Value>(
    after count: Int = 0,
    _ body: () throws(SystemError) -> Value
  ) throws(CommandFailure) -> Value {
    do throws(SystemError) {
      return try body()
    } catch {
      let hint = SpoolHint.of(error, spool) ?? error.hint.map { "Because: \($0). " } ?? ""
      let done =
        count == 0
        ? "Nothing was submitted."
        : """
        At least \(Quantity.of(count, "request")) had been submitted. Go on with the same file and \
        --id \(run.id): what was submitted already is not sent twice.
        """
      throw CommandFailure(
        error.isPermissionDenied ? .noPermission : .cannotCreate,
        "\(error)",
        hint: hint + done
      )
    }
  }
}

/// Writes a batch's file under a name that the daemon ignores, and submits it.
final class BatchWriter {
  private static let blockSize = 256 * 1_024

  private let submitter: RequestSubmitter
  private let draft: RequestSubmitter.Draft
  private let isNumbered: Bool
  /// The number of the next line.
  private var number = 2
  private var block: [UInt8] = []

  /// - Parameters:
  ///   - contents: The header, and how many messages follow.
  ///   - submitter: Where to write it.
  /// - Throws: `SystemError` if it cannot be written.
  init(_ contents: BatchContents, to submitter: RequestSubmitter) throws(SystemError) {
    var header = contents.header
    if header["count"]?.isNull ?? true {
      header.set("count", .number(JSONNumber(Int64(contents.messages))))
    }
    block = JSONWriter.write(.object(header), as: .compact) + [UInt8(ascii: "\n")]
    isNumbered = contents.isNumbered
    self.submitter = submitter
    draft = try submitter.draft([])
  }

  /// Writes a message on the line with its number, if numbers count.
  func append(_ bytes: [UInt8], number line: Int) throws(SystemError) {
    if isNumbered, line > number {
      block += repeatElement(UInt8(ascii: "\n"), count: line - number)
      number = line
    }
    block += bytes
    block.append(UInt8(ascii: "\n"))
    number += 1
    if block.count >= Self.blockSize { try flush() }
  }

  func submit(named stem: String) throws(SystemError) {
    try flush()
    try submitter.submit(draft, batchNamed: stem)
  }

  /// Removes what was not submitted.
  func withdraw() {
    submitter.withdraw(draft)
  }

  private func flush() throws(SystemError) {
    try draft.append(block)
    block.removeAll(keepingCapacity: true)
  }
}
