package import SMSJSON
package import SMSSystem

/// The `results/` of a spool, read and waited on.
package struct ResultDirectory: Sendable {
  /// More than any result: its metadata has 4 KiB, its error's texts a few hundred characters.
  private static let largest = 1 << 20

  private let directory: Directory
  private let watch: ChangeWatch

  /// Opens a `results/`.
  ///
  /// - Throws: `SystemError`.
  package init(path: String) throws(SystemError) {
    directory = try Directory(path: path)
    watch = ChangeWatch(directory)
  }

  /// The result of a request as it is now; nil if there is none.
  ///
  /// - Throws: `ResultError` if there is one that cannot be read.
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

  /// The result of one submission as it is now; nil if there is none.
  ///
  /// A result under the request's id may be an earlier request's: it lacks the token then.
  /// - Parameters:
  ///   - id: The request's id.
  ///   - ack: The submission's token; nil: whichever submission was the last.
  /// - Returns: Its result, or its refusal.
  /// - Throws: `ResultError` if there is one that cannot be read.
  package func read(_ id: String, submittedAs ack: String?) throws(ResultError) -> PublishedResult?
  {
    if let ack, let refusal = try read(ack), refusal.isRefusal(of: ack) { return refusal }
    guard let result = try read(id), ack.map(result.isOf(submission:)) ?? true else { return nil }
    return result
  }

  /// Waits for a final result.
  ///
  /// - Parameters:
  ///   - id: The request's id.
  ///   - deadline: Nanoseconds of the monotonic clock.
  ///   - ack: The token of the submission that is asked about; nil: whichever was the last.
  ///   - now: That clock.
  ///   - onChange: Gets each result that is not final, once.
  /// - Returns: The last result there was, final unless time ran out; nil if there was none.
  /// - Throws: `ResultError` if a result cannot be read.
  package func wait(
    for id: String,
    until deadline: Int64,
    submittedAs ack: String? = nil,
    now: @Sendable () -> Int64,
    onChange: (PublishedResult) -> Void = { _ in }
  ) async throws(ResultError) -> PublishedResult? {
    var last: PublishedResult?
    while true {
      if let result = try read(id, submittedAs: ack) {
        if result.isFinal { return result }
        if result != last { onChange(result) }
        last = result
      }
      guard now() < deadline else { return last }
      await watch.next(before: deadline)
    }
  }
}

/// A result that is there and cannot be read.
package enum ResultError: Error, CustomStringConvertible {
  case unreadable(SystemError)
  case malformed(path: String, JSONFault)

  package var description: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .malformed(let path, let fault): "\(path): \(fault)"
    }
  }
}
