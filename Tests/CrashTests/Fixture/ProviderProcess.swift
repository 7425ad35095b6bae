import SMSJSON
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

/// The simulator as a process, with the calls that the tests need.
final class ProviderProcess: Sendable {
  /// The port it listens on.
  let port: UInt16

  private let process: SimulatorProcess
  private let directory: TemporaryDirectory
  private let make: @Sendable (SimulatorCall, UInt16) async throws -> [UInt8]

  /// Starts it with the account's numbers and no rate limit.
  ///
  /// - Parameters:
  ///   - options: Further command-line options.
  ///   - prefix: A command to put before the program.
  ///   - make: Makes the simulator's own calls on a port, and returns the answer's body.
  /// - Throws: `SandboxError` if it does not start.
  init(
    _ options: [String] = [],
    prefix: [String] = [],
    make: @escaping @Sendable (SimulatorCall, UInt16) async throws -> [UInt8] = { call, port in
      try await call.make(onQueueFor: port)
    }
  ) async throws {
    directory = try TemporaryDirectory()
    let numbers = CrashFixture.numbers.flatMap { ["--number", $0] }
    process = try await SimulatorProcess(
      ["--rate", "0"] + numbers + options,
      in: directory.path,
      after: prefix
    )
    port = process.port
    self.make = make
  }

  private func call(_ method: String, _ name: String, _ body: String) async throws -> String {
    String(decoding: try await make(SimulatorCall(method, name, body), port), as: UTF8.self)
  }

  /// Adds a fault.
  func insertFault(_ json: String) async throws {
    _ = try await call("POST", "faults", json)
  }

  /// Sets the provider's clock ahead.
  func setClock(aheadByMilliseconds skew: Int) async throws {
    _ = try await call("POST", "clock", #"{"skew_ms": \#(skew)}"#)
  }

  /// The number of requests received, accepted or not.
  func requestCount() async throws -> Int64 {
    let text = try await call("GET", "statistics", "")
    let statistics = try JSONParser.parse(Array(text.utf8)).object
    return try #require(statistics?["requests"]?.number?.int64)
  }

  /// The accepted messages, in order.
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

extension SimulatorCall {
  /// Makes the call on a queue of its own, so that it blocks no other task.
  fileprivate func make(onQueueFor port: UInt16) async throws -> [UInt8] {
    let executor = QueueExecutor(label: "simulator-call")
    return try await withCheckedThrowingContinuation { continuation in
      executor.async { continuation.resume(with: Result { try make(port: port) }) }
    }
  }
}

/// What the provider cannot distinguish: messages in which all three are equal.
struct MessageKey: Hashable, Sendable {
  /// 11 digits.
  let from: String

  /// 11 digits.
  let to: String

  /// The text.
  let body: String
}

/// A message that the provider accepted.
struct Delivery: Sendable {
  /// The provider's id.
  let id: String

  let key: MessageKey
}
