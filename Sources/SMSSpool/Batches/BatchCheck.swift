internal import SMSCore
internal import SMSSystem

/// The first reading of a batch: everything is checked before anything enters the ledger.
struct BatchCheck {
  /// Messages that the ledger looks at together.
  private static let step = 500

  let dependencies: IntakeDependencies
  /// The spool's name in the ledger.
  let spool: String
  let maxQueued: Int
  /// The files that its messages name; nil: they are not looked at.
  let media: BatchMedia?
  /// Whether to go on; asked between steps.
  let isStopped: @Sendable () -> Bool

  /// What was found.
  enum Finding {
    /// Its submission, with the digest of its content.
    case right(Submission)
    case faults(BatchFaults)
    case stopped
  }

  /// Reads a batch to its end.
  ///
  /// - Parameters:
  ///   - pass: The reading, which has just begun.
  ///   - isNew: Whether the ledger does not know the batch's id.
  ///   - lines: How many lines its file has, about.
  ///   - again: Opens the file for another reading.
  ///   - each: Receives the messages in order.
  /// - Returns: What was found.
  /// - Throws: `IntakePause` if the problem is not the file's.
  func run(
    _ pass: inout BatchPass,
    isNew: Bool,
    lines: Int,
    again: () throws(SystemError) -> BatchPass,
    each: ([Submission]) async throws(IntakePause) -> Void = { _ in }
  ) async throws(IntakePause) -> Finding {
    var ids = BatchIDs(expecting: min(lines, BatchPass.mostMessages), hash: dependencies.hash)
    var isLast = false
    while !isLast {
      guard !isStopped() else { return .stopped }
      let part = try Self.part(of: &pass, Self.step)
      isLast = part.isLast
      for message in part.messages { ids.add(message.name.id) }
      if isNew { try await addConflicts(of: part, to: &pass) }
      try addMediaFaults(of: part, to: &pass)
      if pass.faults.isEmpty { try await each(part.messages) }
    }
    try addRepeated(ids.repeated(), to: &pass, again)
    if pass.messages > maxQueued {
      pass.add(
        BatchFault(
          line: 0,
          member: nil,
          rule: "the file has \(pass.messages) messages, more than the spool's max_queued",
          repair: "Make several batches of it, or raise spools.\(spool).max_queued (\(maxQueued))."
        )
      )
    }
    return pass.faults.isEmpty ? .right(pass.submissionOfAll()) : .faults(pass.faults)
  }

  /// The next part of a batch.
  static func part(
    of pass: inout BatchPass,
    _ count: Int
  ) throws(IntakePause) -> BatchPass.Part {
    do throws(SystemError) {
      return try pass.next(count)
    } catch {
      throw .of(error)
    }
  }

  private func addMediaFaults(
    of part: BatchPass.Part,
    to pass: inout BatchPass
  ) throws(IntakePause) {
    guard let media else { return }
    for (message, line) in zip(part.messages, part.lines) where message.namesMedia {
      let faults = try media.faults(of: message)
      if !faults.isEmpty { pass.add(faults, line: line) }
    }
  }

  private func addConflicts(
    of part: BatchPass.Part,
    to pass: inout BatchPass
  ) async throws(IntakePause) {
    guard !part.messages.isEmpty else { return }
    let conflicts: [Int]
    do throws(LedgerError) {
      conflicts = try await dependencies.batches.conflicts(of: part.messages)
    } catch {
      throw .ledger(error)
    }
    for place in conflicts {
      let message = part.messages[place]
      pass.add(.conflict(message, line: part.lines[place]), code: .duplicateID)
    }
  }

  private func addRepeated(
    _ repeated: consuming RepeatedIDs,
    to pass: inout BatchPass,
    _ again: () throws(SystemError) -> BatchPass
  ) throws(IntakePause) {
    guard !repeated.isEmpty else { return }
    var second: BatchPass
    do throws(SystemError) {
      second = try again()
    } catch {
      throw .of(error)
    }
    var isLast = false
    var found = 0
    while !isLast {
      let part = try Self.part(of: &second, Self.step)
      isLast = part.isLast
      for (message, line) in zip(part.messages, part.lines) {
        guard let earlier = repeated.earlierLine(with: message.name.id, on: line) else { continue }
        found += 1
        pass.add(.repeated(message.name.id, line: line, earlier: earlier))
      }
    }
    // Not all are compared; without any that is the same, no hash means anything.
    if found > 0 { pass.add(uncounted: max(0, repeated.count - found)) }
  }
}

extension BatchFault {
  /// A message whose id was used for something else.
  static func conflict(_ message: Submission, line: Int) -> BatchFault {
    BatchFault(
      line: line,
      member: "id",
      rule: "\(message.name.id) was used for a request with other content",
      repair: message.hasExplicitID
        ? "Give each new request an id of its own."
        : "Give the line an id, or the batch another one."
    )
  }

  /// A message with the id of the batch itself.
  static func idOfBatch(_ id: String, line: Int) -> BatchFault {
    BatchFault(
      line: line,
      member: "id",
      rule: "\(id) is the id of the batch",
      repair: "Give the line an id of its own, or none."
    )
  }

  /// A message with the id of an earlier line.
  static func repeated(_ id: String, line: Int, earlier: Int) -> BatchFault {
    BatchFault(
      line: line,
      member: "id",
      rule: "\(id) is the id of line \(earlier) too",
      repair: "Give each line an id of its own, or none."
    )
  }
}
