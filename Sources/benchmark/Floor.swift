internal import SMSSystem

/// What the files alone cost: the calls that each message needs, one after the other, no daemon.
///
/// A request is made and renamed, read and removed, and a result is made and renamed. Nothing is
/// synced, neither here nor in the producer.
struct Floor {
  private let place: Place

  init(_ place: Place) {
    self.place = place
  }

  /// Handles the files of messages that have their results already.
  ///
  /// - Returns: Nanoseconds that it took.
  /// - Throws: `Failure`.
  func run(_ messages: Range<Int>) throws(Failure) -> Int64 {
    do throws(SystemError) {
      let incoming = try place.directory.makeDirectory("floor-incoming", mode: 0o700)
      let results = try place.directory.makeDirectory("floor-results", mode: 0o700)
      let first = Request(messages.lowerBound)
      let result = try place.results.read(first.file, upTo: 1 << 16)
      let start = Clocks.monotonic
      for message in messages {
        let request = Request(message)
        try put(request.bytes, request, in: incoming)
        _ = try incoming.read(request.file, upTo: 1 << 16)
        try incoming.unlink(request.file)
        try put(result, request, in: results)
      }
      return Clocks.monotonic - start
    } catch {
      throw Failure(error)
    }
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
