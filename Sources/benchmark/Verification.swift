internal import SMSJSON
internal import SMSSpool
internal import SMSSystem

/// Checks that each message arrived exactly once, and that its result says so.
struct Verification {
  private let results: Directory
  private let arrivals: [Arrival]

  /// - Parameters:
  ///   - results: The directory with the results.
  ///   - arrivals: All messages that arrived.
  init(_ results: Directory, _ arrivals: [Arrival]) {
    self.results = results
    self.arrivals = arrivals
  }

  /// Checks messages, which must be all messages of the session.
  ///
  /// - Throws: `Failure` for the first one that fails the check.
  func check(_ messages: Range<Int>) throws(Failure) {
    let recipients = try distinctRecipients()
    for message in messages {
      guard recipients.contains(Request.recipient(of: message)) else {
        throw Failure("message \(message) did not arrive")
      }
      try checkResult(of: message)
    }
    guard arrivals.count == messages.count else {
      throw Failure("\(arrivals.count) messages arrived instead of \(messages.count)")
    }
  }

  /// Checks that no message arrived twice; used if most still wait.
  ///
  /// - Throws: `Failure` if one did.
  @discardableResult
  func distinctRecipients() throws(Failure) -> Set<String> {
    let recipients = Set(arrivals.map(\.to))
    guard recipients.count == arrivals.count else {
      throw Failure("\(arrivals.count - recipients.count) messages arrived twice")
    }
    return recipients
  }

  private func checkResult(of message: Int) throws(Failure) {
    let bytes = try Failure.converting { () throws(SystemError) in
      try results.read(Request(message).file, upTo: 1 << 16)
    }
    let status = (try? JSONParser.parse(bytes))?.object?["status"]?.string
    guard status == "sent" else {
      throw Failure("the result of message \(message) says \(status ?? "nothing"), not sent")
    }
  }
}
