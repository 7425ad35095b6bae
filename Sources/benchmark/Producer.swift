internal import SMSProducer
internal import SMSSystem

/// Drops requests as the contract asks a program to: a file with a dot, then the rename.
struct Producer {
  private let submitter: RequestSubmitter

  /// Takes an `incoming/`.
  ///
  /// - Throws: `Failure`.
  init(_ incoming: Directory) throws(Failure) {
    submitter = try Failure.converting { () throws(SystemError) in
      try RequestSubmitter(incoming)
    }
  }

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
      let draft = try submitter.draft(request.bytes)
      let now = Clocks.monotonic
      try submitter.publish(draft, named: request.id)
      return now
    } catch {
      throw Failure(error)
    }
  }
}
