internal import SMSJSON

/// A message that the simulated provider accepted.
struct Arrival {
  /// The recipient, 11 digits.
  let to: String
  /// Nanoseconds of the machine's monotonic clock, the same in every process.
  let at: Int64

  /// Parses a line of the simulator's list.
  ///
  /// - Throws: `Failure` for anything else.
  init(_ line: [UInt8]) throws(Failure) {
    guard let object = (try? JSONParser.parse(line))?.object, let to = object["to"]?.string,
      let at = object["arrived_ns"]?.number?.int64
    else { throw Failure("the simulator lists what is no message") }
    self.to = to
    self.at = at
  }
}
