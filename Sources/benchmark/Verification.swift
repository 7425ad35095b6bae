internal import FlowrouteSimulator
internal import SMSSpool
internal import SMSSystem

/// Checks that each message arrived exactly once, and that its result says so.
struct Verification {
  private let place: Place
  private let simulator: FlowrouteSimulator

  init(_ place: Place, _ simulator: FlowrouteSimulator) {
    self.place = place
    self.simulator = simulator
  }

  /// Checks messages, which must be all that there were.
  ///
  /// - Throws: `Failure` with the first that is amiss.
  func check(_ messages: Range<Int>) async throws(Failure) {
    let arrivals = await simulator.messages
    let recipients = Set(arrivals.map(\.to))
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

  private func checkResult(of message: Int) throws(Failure) {
    let bytes = try Failure.converting { () throws(SystemError) in
      try place.results.read(Request(message).file, upTo: 1 << 16)
    }
    let status = (try? JSONParser.parse(bytes))?.object?["status"]?.string
    guard status == "sent" else {
      throw Failure("the result of message \(message) says \(status ?? "nothing"), not sent")
    }
  }
}
