internal import SMSProducer
internal import SMSSystem

/// Drops requests as the contract requires of producers: a dot file, then the rename.
struct Producer {
  private let submitter: RequestSubmitter
  /// Whether the recipients are in many time zones.
  private let isSpread: Bool

  /// Uses an open `incoming/`.
  ///
  /// - Throws: `Failure` if its owner cannot be determined.
  init(_ incoming: Directory, isSpread: Bool = false) throws(Failure) {
    self.isSpread = isSpread
    submitter = try Failure.converting { () throws(SystemError) in
      try RequestSubmitter(incoming)
    }
  }

  /// Drops the request for a message.
  ///
  /// - Parameters:
  ///   - message: Its number, from 0; different for each message.
  ///   - priority: The contract's word; nil omits the member.
  /// - Returns: When the rename was made, in monotonic nanoseconds.
  /// - Throws: `Failure` if the file cannot be written.
  @discardableResult
  func drop(_ message: Int, priority: String? = nil) throws(Failure) -> Int64 {
    let request = Request(message, priority: priority, isSpread: isSpread)
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
