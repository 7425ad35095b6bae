import FlowrouteSimulator

/// A simulator with a plain HTTP client that opens a connection per request.
struct Client: Sendable {
  let simulator: FlowrouteSimulator

  /// For the demo's keys; literal, so that it does not depend on the simulator's code.
  static let authorization = "Basic MTIwNjU1NTA6ZGVtbzBzZWNyZXQwa2V5MG9mMHRoZTBzaW11bGF0b3I="

  /// Runs a simulator while `body` executes.
  static func run(
    _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
    _ body: (Client) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start(configuration)
    do {
      try await body(Client(simulator: simulator))
    } catch {
      await simulator.stop()
      throw error
    }
    await simulator.stop()
  }

  /// The text of a request.
  static func request(
    _ method: String,
    _ path: String,
    body: String = "",
    contentType: String? = "application/json",
    authorization: String? = authorization
  ) -> String {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if let authorization { head += "Authorization: \(authorization)\r\n" }
    if let contentType, !body.isEmpty { head += "Content-Type: \(contentType)\r\n" }
    if !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
    return head + "\r\n" + body
  }

  /// Sends a request on its own connection, and reads the reply.
  func exchange(_ request: String) async -> Reply {
    let connection = RawConnection(port: simulator.port)
    await connection.write(request)
    let (bytes, end) = await connection.read(until: Reply.length)
    return Reply(bytes, end)
  }

  func get(_ path: String) async -> Reply {
    await exchange(Self.request("GET", path))
  }

  func post(_ path: String, _ body: String) async -> Reply {
    await exchange(Self.request("POST", path, body: body))
  }

  /// Sends a text with a version of the API.
  func send(
    _ version: String = "v2.1",
    to: String = "12065550142",
    from: String = "12065550101",
    body: String = "Build 912 failed"
  ) async -> Reply {
    await post("/\(version)/messages", #"{"to":"\#(to)","from":"\#(from)","body":"\#(body)"}"#)
  }
}

extension SimulatorConfiguration {
  /// The default configuration with changes.
  static func with(_ change: (inout Self) -> Void) -> Self {
    var configuration = Self()
    change(&configuration)
    return configuration
  }
}
