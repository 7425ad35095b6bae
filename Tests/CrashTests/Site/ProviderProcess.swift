import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// The built simulator as a process of its own, which lives on when the daemon dies.
final class ProviderProcess: Sendable {
  /// The port it listens on.
  let port: UInt16

  private let process: ChildProcess
  private let directory: TemporaryDirectory
  private let call: @Sendable (String, String, String) async throws -> String

  /// Starts it with the account's numbers and no limit of messages a second.
  ///
  /// - Parameters:
  ///   - options: More words of its command line.
  ///   - prefix: What comes in front of the command.
  ///   - call: How its own calls are made: port, head and body give the answer's body.
  /// - Throws: `SystemError` if it cannot be started, `Mailbox.TimedOut` if it tells no port.
  init(
    _ options: [String] = [],
    prefix: [String] = [],
    call: @escaping @Sendable (UInt16, String, String) async throws -> String = AdminCall.make
  ) async throws {
    let directory = try TemporaryDirectory()
    let numbers = Site.numbers.flatMap { ["--number", $0] }
    let program = try BuiltProgram.path(of: "flowroute-simulator")
    let line = prefix + [program, "--port", "0", "--rate", "0", "--quiet"] + numbers + options
    var command = ChildCommand(line[0], Array(line.dropFirst()))
    command.output = .file(directory.path("url"))
    command.error = .file(directory.path("errors"))
    process = try ChildProcess(command)
    let port = try await DirectoryWatch.wait(in: directory.directory) {
      let bytes = (try? directory.directory.read("url", upTo: 100)) ?? []
      guard bytes.last == UInt8(ascii: "\n") else { return UInt16?.none }
      let digits = bytes.dropLast().reversed().prefix { $0 != UInt8(ascii: ":") }.reversed()
      return UInt16(String(decoding: Array(digits), as: UTF8.self))
    }
    self.port = port
    self.directory = directory
    self.call = { try await call(port, "\($0) /_simulator/\($1)", $2) }
  }

  /// Lets a fault strike.
  func insertFault(_ json: String) async throws {
    _ = try await call("POST", "faults", json)
  }

  /// Puts the provider's clock ahead.
  func setClock(aheadByMilliseconds skew: Int) async throws {
    _ = try await call("POST", "clock", #"{"skew_ms": \#(skew)}"#)
  }

  /// How many requests came, accepted or not.
  func requestCount() async throws -> Int64 {
    let text = try await call("GET", "statistics", "")
    let statistics = try JSONParser.parse(Array(text.utf8)).object
    return try #require(statistics?["requests"]?.number?.int64)
  }

  /// What it accepted, in order.
  func deliveries() async throws -> [Delivery] {
    try await call("GET", "messages", "").split(separator: "\n").map { line in
      let object = try #require(try JSONParser.parse(Array(line.utf8)).object)
      return Delivery(
        id: object["id"]?.string ?? "",
        key: MessageKey(
          from: object["from"]?.string ?? "",
          to: object["to"]?.string ?? "",
          body: object["body"]?.string ?? ""
        )
      )
    }
  }
}
