package import SMSJSON
package import SMSSystem

/// The `results/` of a spool, for reading and waiting.
package struct ResultDirectory: Sendable {
  /// More than any result: metadata has at most 4 KiB, an error's texts a few hundred characters.
  private static let largest = 1 << 20

  private let directory: Directory
  private let watch: ChangeWatch

  /// Opens a `results/`.
  ///
  /// - Throws: `SystemError` if the directory cannot be opened.
  package init(path: String) throws(SystemError) {
    directory = try Directory(path: path)
    watch = ChangeWatch(directory)
  }

  /// The current result of a request; nil if there is none.
  ///
  /// - Throws: `ResultError` if it cannot be read.
  package func read(_ id: String) throws(ResultError) -> PublishedResult? {
    guard let name = FileName(id + ".json") else { return nil }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try directory.read(name, upTo: Self.largest)
    } catch {
      guard error.isNotFound else { throw .unreadable(error) }
      return nil
    }
    do throws(JSONFault) {
      return try PublishedResult(bytes)
    } catch {
      throw .malformed(path: directory.pathOf(name), error)
    }
  }

  /// The current result of one submission; nil if there is none.
  ///
  /// A result under the request's id may be an earlier request's; it then lacks the token.
  /// - Parameters:
  ///   - id: The request's id.
  ///   - ack: The submission's token; nil: the last submission, whichever that is.
  /// - Returns: Its result, its refusal, or the answer to a dry run.
  /// - Throws: `ResultError` if it cannot be read.
  package func read(_ id: String, submittedAs ack: String?) throws(ResultError) -> PublishedResult?
  {
    if let ack, let answer = try read(ack), answer.isRefusal(of: ack) || answer.isPreview(of: ack) {
      return answer
    }
    guard let result = try read(id), ack.map(result.isOf(submission:)) ?? true else { return nil }
    return result
  }

  /// Waits for a final result: of a request, a batch, or a message of a batch.
  ///
  /// - Parameters:
  ///   - id: The request's id.
  ///   - deadline: Nanoseconds of the monotonic clock.
  ///   - ack: The submission's token; nil: the last submission, whichever that is.
  ///   - batch: The batch that a message came in, if its id is not `<batch>.<line>`.
  ///   - now: Reads that clock.
  ///   - onChange: Called once for each result that is not final.
  /// - Returns: The last result, final unless the deadline passed; nil if there was none.
  /// - Throws: `ResultError` if a result cannot be read, or the batch that was given has ended
  ///   without the message.
  package func wait(
    for id: String,
    until deadline: Int64,
    submittedAs ack: String? = nil,
    inBatch batch: String? = nil,
    now: @Sendable () -> Int64,
    onChange: (PublishedResult) -> Void = { _ in }
  ) async throws(ResultError) -> PublishedResult? {
    var last: PublishedResult?
    // A submission by itself has a file.
    var line = ack == nil ? MessageLine(id, of: batch) : nil
    while true {
      var found = try read(id, submittedAs: ack)
      if found == nil, line != nil {
        // The results of a batch's messages are there before its own last one.
        let ended = try batch.flatMap { batch throws(ResultError) in try end(of: batch) }
        found = try readLine(&line)
        if found == nil { found = try read(id, submittedAs: ack) }
        if found == nil, let ended { throw .notInBatch(id, ended) }
      }
      if let result = found {
        if result.isFinal { return result }
        if result != last { onChange(result) }
        last = result
      }
      guard now() < deadline else { return last }
      await watch.next(before: deadline)
    }
  }

  /// The result of a batch that has ended; nil if it has not, or is not known.
  ///
  /// - Throws: `ResultError` if it cannot be read.
  private func end(of batch: String) throws(ResultError) -> PublishedResult? {
    guard let result = try read(batch), result.kind == "batch", result.isFinal else { return nil }
    return result
  }

  private func readLine(_ line: inout MessageLine?) throws(ResultError) -> PublishedResult? {
    do throws(SystemError) {
      return try line?.read(in: directory)
    } catch {
      throw .unreadable(error)
    }
  }
}

/// Why there is no result to return, nor to wait for.
package enum ResultError: Error, CustomStringConvertible {
  case unreadable(SystemError)
  case malformed(path: String, JSONFault)
  /// The batch of the message with that id has ended, with that result, and has no such message.
  case notInBatch(String, PublishedResult)

  package var description: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .malformed(let path, let fault): "\(path): \(fault)"
    case .notInBatch(let id, let batch):
      "batch \(batch.id) has ended (\(batch.status)) without a message \(id)"
    }
  }
}
