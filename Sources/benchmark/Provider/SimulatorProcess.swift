internal import SMSJSON
internal import SMSSystem

/// The simulated provider: the program in this one's directory, as a separate process.
final class SimulatorProcess: Sendable {
  /// Where it listens, such as `http://127.0.0.1:40000`.
  let url: String

  private let process: ChildProcess
  private let client: LoopbackClient

  /// Starts it, and returns when it listens.
  ///
  /// - Parameters:
  ///   - arguments: Its options, except for the port.
  ///   - place: The directory for its output.
  /// - Throws: `Failure` if it cannot be started.
  init(_ arguments: [String], in place: Place) async throws(Failure) {
    let output: FileName = "simulator.url"
    var command = ChildCommand(
      try Failure.converting { () throws(SystemError) in
        try CurrentProcess.program(beside: "flowroute-simulator")
      },
      ["--port", "0", "--quiet"] + arguments,
      environment: [:]
    )
    command.output = .file("\(place.path)/\(output)")
    process = try Failure.converting { () throws(SystemError) in try ChildProcess(command) }
    url = try await place.line(of: output)
    guard let port = url.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw Failure("\(url) is no address of a simulator")
    }
    client = LoopbackClient(port: port)
  }

  /// The messages that it accepted, in order.
  ///
  /// - Throws: `Failure` if it does not answer.
  func arrivals() throws(Failure) -> [Arrival] {
    let lines = try client.get("/_simulator/messages").split(separator: UInt8(ascii: "\n"))
    var arrivals: [Arrival] = []
    arrivals.reserveCapacity(lines.count)
    for line in lines { arrivals.append(try Arrival(Array(line))) }
    return arrivals
  }

  /// Its statistics: messages, answers by status, the peak of any second.
  ///
  /// - Throws: `Failure` if it does not answer.
  func statistics() throws(Failure) -> JSONObject {
    let bytes = try client.get("/_simulator/statistics")
    guard let object = (try? JSONParser.parse(bytes))?.object else {
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

  /// Stops it.
  func stop() async {
    try? process.send(.terminate)
    _ = try? await process.wait()
  }
}

extension CurrentProcess {
  /// The path of another program in this one's directory.
  static func program(beside name: String) throws(SystemError) -> String {
    let own = try executablePath()
    return own.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/\(name)"
  }
}
