internal import SMSSandbox
internal import SMSSystem

/// The cost of the files alone: the calls that each message needs, in sequence, without a daemon.
///
/// A request is created and renamed, read and removed, and a result is created and renamed. Nothing
/// is synced, neither here nor in the producer.
struct Floor {
  /// What was measured, in nanoseconds.
  struct Figures {
    let duration: Int64
    /// Processor time.
    let processor: Int64
  }

  /// The directory of a session that has results.
  private let answered: Directory
  private let directory: Directory
  private let incoming: Directory
  private let results: Directory

  /// Takes the file system of a session that has results.
  ///
  /// - Throws: `Failure`.
  init(_ session: Session) throws(Failure) {
    answered = session.resultDirectory
    do throws(SystemError) {
      directory = try Directory(path: session.sandbox.path)
      incoming = try directory.makeDirectory("floor-incoming", mode: 0o700)
      results = try directory.makeDirectory("floor-results", mode: 0o700)
    } catch {
      throw Failure(error)
    }
  }

  /// Handles the files of messages that already have their results.
  ///
  /// - Throws: `Failure` if a file cannot be read or written.
  func run(_ messages: Range<Int>) throws(Failure) -> Figures {
    do throws(SystemError) {
      let result = try answered.read(Request(messages.lowerBound).file, upTo: 1 << 16)
      let before = try ProcessUsage().processorNanoseconds
      let start = Clocks.monotonic
      for message in messages {
        let request = Request(message)
        try put(request.bytes, request, in: incoming)
        _ = try incoming.read(request.file, upTo: 1 << 16)
        try incoming.unlink(request.file)
        try put(result, request, in: results)
      }
      return Figures(
        duration: Clocks.monotonic - start,
        processor: try ProcessUsage().processorNanoseconds - before
      )
    } catch {
      throw Failure(error)
    }
  }

  /// A request's file, and two synced writes of two pages: the work between drop and wire.
  ///
  /// - Returns: The median in nanoseconds.
  /// - Throws: `Failure` if a file cannot be read or written.
  func writes(_ count: Int) throws(Failure) -> Int64 {
    let pages = [UInt8](repeating: 0x2E, count: 8192)
    var times: [Int64] = []
    do throws(SystemError) {
      let log = try directory.createFile("floor-log", mode: 0o600)
      for message in 0..<count {
        let request = Request(message)
        let start = Clocks.monotonic
        try put(request.bytes, request, in: incoming)
        _ = try incoming.read(request.file, upTo: 1 << 16)
        for _ in 0..<2 {
          try log.write(pages)
          try log.sync()
        }
        times.append(Clocks.monotonic - start)
        try incoming.unlink(request.file)
      }
    } catch {
      throw Failure(error)
    }
    return times.sorted()[(count - 1) / 2]
  }

  private func put(
    _ bytes: [UInt8],
    _ request: Request,
    in directory: Directory
  ) throws(SystemError) {
    try directory.createFile(request.draft, mode: 0o640).write(bytes)
    try directory.rename(request.draft, to: directory, as: request.file)
  }
}
