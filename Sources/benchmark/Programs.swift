internal import SMSJSON
internal import SMSSandbox
internal import SMSSystem

/// What is measured of the daemon.
extension DaemonProcess {
  /// The resources that it uses now.
  ///
  /// - Throws: `Failure` if it has ended.
  func usage() throws(Failure) -> ProcessUsage {
    try Failure.converting { () throws(SystemError) in try ProcessUsage(of: identifier) }
  }

  /// The bytes that it has written to files, from `/proc` (proc(5)).
  ///
  /// - Throws: `Failure` if it has ended, or its figures cannot be read.
  func writtenBytes() throws(Failure) -> Int64 {
    let path = "/proc/\(identifier)/io"
    let bytes = try Failure.converting { () throws(SystemError) in
      try FileDescriptor(opening: path).read(upTo: 4096)
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("wchar: ") }),
      let count = Int64(line.dropFirst("wchar: ".count))
    else { throw Failure("\(path) does not say what was written") }
    return count
  }

  /// The context switches of its threads.
  func switches() -> ContextSwitches { ContextSwitches(of: identifier) }
}

/// What is measured of the simulated provider.
extension SimulatorProcess {
  /// The messages that it accepted, in order.
  ///
  /// - Throws: `Failure`.
  func arrivals() throws(Failure) -> [Arrival] {
    let lines = try get("messages").split(separator: UInt8(ascii: "\n"))
    var arrivals: [Arrival] = []
    arrivals.reserveCapacity(lines.count)
    for line in lines { arrivals.append(try Arrival(Array(line))) }
    return arrivals
  }

  /// Its statistics: messages, answers by status, the peak of any second.
  ///
  /// - Throws: `Failure`.
  func statistics() throws(Failure) -> JSONObject {
    guard let object = (try? JSONParser.parse(try get("statistics")))?.object else {
      throw Failure("the simulator's statistics are no JSON")
    }
    return object
  }

  /// The resources that it uses now.
  ///
  /// - Throws: `Failure` if it has ended.
  func usage() throws(Failure) -> ProcessUsage {
    try Failure.converting { () throws(SystemError) in
      try ProcessUsage(of: process.identifier)
    }
  }

  private func get(_ name: String) throws(Failure) -> [UInt8] {
    do throws(SandboxError) {
      return try SimulatorCall("GET", name).make(port: port)
    } catch {
      throw Failure(error)
    }
  }
}

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
    else { throw Failure("the simulator lists what is not a message") }
    self.to = to
    self.at = at
  }
}
