internal import SMSSystem

/// Drops requests as the contract asks a program to: a file with a dot, then the rename.
struct Producer {
  let incoming: Directory

  /// Drops the request of a message.
  ///
  /// - Parameters:
  ///   - message: Its number, from 0; no two messages have the same.
  ///   - priority: The contract's word; nil leaves it out.
  /// - Returns: Monotonic nanoseconds right before the rename.
  /// - Throws: `Failure`.
  @discardableResult
  func drop(_ message: Int, priority: String? = nil) throws(Failure) -> Int64 {
    let request = Request(message, priority: priority)
    do throws(SystemError) {
      try incoming.createFile(request.draft, mode: 0o640).write(request.bytes)
      let now = Clocks.monotonic
      try incoming.rename(request.draft, to: incoming, as: request.file)
      return now
    } catch {
      throw Failure(error)
    }
  }
}
