internal import SMSSandbox
internal import SMSSystem

/// Many messages at once, from the first file to the last result.
struct Load {
  /// What was measured: nanoseconds, and processor time in user and kernel mode where noted.
  struct Figures {
    let messages: Range<Int>
    /// From the first drop to the last result.
    let duration: Int64
    /// From the first drop to the last drop.
    let dropping: Int64
    /// Processor time of the daemon.
    let daemon: Int64
    let simulator: Int64
    /// Processor time of this program, which drops requests and watches results.
    let producer: Int64
    /// The daemon's resident memory after the last result.
    let residentBytes: Int64
    /// What the daemon wrote to files: ledger, results and log.
    let writtenBytes: Int64
  }

  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  /// Drops messages as fast as possible.
  ///
  /// - Throws: `Failure` if a request cannot be dropped, or no result comes for a minute.
  func run(_ count: Int) async throws(Failure) -> Figures {
    let before = try usages()
    let writtenBefore = try session.daemon.writtenBytes()
    let start = Clocks.monotonic
    let messages = try session.drop(count)
    let dropped = Clocks.monotonic
    let end = try await session.results.wait(for: messages.upperBound)
    let after = try usages()
    let used = zip(after, before).map { $0.processorNanoseconds - $1.processorNanoseconds }
    return Figures(
      messages: messages,
      duration: end - start,
      dropping: dropped - start,
      daemon: used[0],
      simulator: used[1],
      producer: used[2],
      residentBytes: after[0].residentBytes,
      writtenBytes: try session.daemon.writtenBytes() - writtenBefore
    )
  }

  /// For the daemon, the simulator and this program.
  private func usages() throws(Failure) -> [ProcessUsage] {
    let own = try Failure.converting { () throws(SystemError) in try ProcessUsage() }
    return [try session.daemon.usage(), try session.simulator.usage(), own]
  }
}
