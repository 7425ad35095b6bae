internal import SMSSystem

/// Many messages at once, from the first file to the last result.
struct Load {
  /// What was measured.
  struct Figures {
    /// When the first was dropped, in monotonic nanoseconds.
    let start: Int64
    /// From the first drop to the last result; nanoseconds.
    let duration: Int64
    /// Of these, until the last drop; nanoseconds.
    let dropping: Int64
    /// What the daemon used before the first drop and after the last result.
    let before: ProcessUsage
    let after: ProcessUsage

    /// What the daemon worked, user and kernel, all threads; nanoseconds.
    var processor: Int64 { after.processorNanoseconds - before.processorNanoseconds }
  }

  private let producer: Producer
  private let results: ResultWatch
  private let daemon: DaemonProcess

  init(_ producer: Producer, _ results: ResultWatch, _ daemon: DaemonProcess) {
    self.producer = producer
    self.results = results
    self.daemon = daemon
  }

  /// Drops messages as fast as it can.
  ///
  /// - Parameter messages: Their numbers; all below have their results.
  /// - Returns: What was measured.
  /// - Throws: `Failure`.
  func run(_ messages: Range<Int>) async throws(Failure) -> Figures {
    let before = try daemon.usage()
    let start = Clocks.monotonic
    for message in messages { try producer.drop(message) }
    let dropped = Clocks.monotonic
    let end = try await results.wait(for: messages.upperBound)
    return Figures(
      start: start,
      duration: end - start,
      dropping: dropped - start,
      before: before,
      after: try daemon.usage()
    )
  }
}
