import SMSCore
import SMSHTTP
import SMSJSON
import SMSSystem

/// Calls of WebDriver (https://www.w3.org/TR/webdriver2/) over HTTP, by the daemon's own client.
struct DriverClient: Sendable {
  private typealias Waiter = CheckedContinuation<TransferResult, Never>

  /// A picture of a long page has several megabytes.
  private static let largestAnswer = 64 << 20

  private let transport: Transport
  private let channel: Channel

  /// Calls a chromedriver that listens on this port of 127.0.0.1.
  init(port: UInt16) async throws {
    transport = try await Transport.start(on: QueueExecutor(label: "webdriver"))
    let endpoint = Endpoint(
      base: try BaseURL("http://127.0.0.1:\(port)"),
      // It asks for no keys.
      keys: KeyPair(accessKey: "", secretKey: ""),
      timeout: Interval(seconds: 120)
    )
    channel = Channel(endpoint: endpoint) { events in
      for case .ended(let request, let result) in events {
        (request.tag as? Waiter)?.resume(returning: result)
      }
    }
  }

  /// Makes a call.
  ///
  /// - Parameters:
  ///   - path: The path, which begins with a slash.
  ///   - content: The method and its body.
  /// - Returns: The member `value` of the answer.
  /// - Throws: `DriverError`.
  private func call(_ path: String, _ content: TransferRequest.Content) async throws -> JSONValue {
    let result = await withCheckedContinuation { (waiter: Waiter) in
      let request = TransferRequest(
        tag: waiter,
        path: path,
        content: content,
        kept: Self.largestAnswer
      )
      transport.begin([request], on: channel)
    }
    guard let answer = LenientJSONParser.wholeValue(of: result.body), let value = answer["value"]
    else {
      throw DriverError(
        code: "no answer",
        message: "\(path): status \(result.status ?? 0), \(result.failure.map { "\($0)" } ?? "")"
      )
    }
    if result.status == 200 { return value }
    throw DriverError(
      code: value["error"]?.string ?? "status \(result.status ?? 0)",
      message: "\(path): \(value["message"]?.string ?? "")"
    )
  }

  func get(_ path: String) async throws -> JSONValue { try await call(path, .get) }

  func delete(_ path: String) async throws { _ = try await call(path, .delete) }

  func post(_ path: String, _ body: JSONValue = [:]) async throws -> JSONValue {
    try await call(path, .post(JSONWriter.write(body, as: .compact)))
  }
}

/// A call that failed, by the codes of the standard, such as `no such element`.
struct DriverError: Error, CustomStringConvertible {
  let code: String
  let message: String

  var description: String { "\(code): \(message)" }
}
