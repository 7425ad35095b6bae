internal import SMSSpool
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
  /// - Throws: `CommandFailure` if there is one that cannot be read.
  package func read(_ id: String) throws(CommandFailure) -> PublishedResult? {
    guard let name = FileName(id + ".json") else { return nil }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try directory.read(name, upTo: Self.largest)
    } catch {
      guard error.isNotFound else { throw CommandFailure(error, .internalError) }
      return nil
    }
    do throws(JSONFault) {
      return try PublishedResult(bytes)
    } catch {
      throw CommandFailure(.internalError, "\(directory.pathOf(name)): \(error)")
    }
  }

  /// Waits for a final result.
  ///
  /// - Parameters:
  ///   - id: The request's id.
  ///   - deadline: Nanoseconds of the monotonic clock.
  ///   - ack: The token of the submission that is asked about; nil: whichever was the last.
  ///   - now: That clock.
  ///   - onChange: Told each result that is not final, once.
  /// - Returns: The last result there was, final unless time ran out; nil if there was none.
  /// - Throws: `CommandFailure` if a result cannot be read.
  package func wait(
    for id: String,
    until deadline: Int64,
    submittedAs ack: String? = nil,
    now: @Sendable () -> Int64,
    onChange: (PublishedResult) -> Void = { _ in }
  ) async throws(CommandFailure) -> PublishedResult? {
    var last: PublishedResult?
    while true {
      if let ack, let refusal = try read(ack), refusal.isRefusal(of: ack) { return refusal }
      if let result = try read(id), ack.map(result.isOf(submission:)) ?? true {
        if result.isFinal { return result }
        if result != last { onChange(result) }
        last = result
      }
      guard now() < deadline else { return last }
      await watch.next(before: deadline)
    }
  }
}
