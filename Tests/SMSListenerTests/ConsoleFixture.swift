import SMSCore
import SMSListener
import SMSSystem
import TestSupport

/// A console with a few routes, on the network or at a local socket.
final class ConsoleFixture: Sendable {
  static let token = "0123456789abcdef0123456789abcdef"
  /// Longer than any test takes on a busy machine: what is to pass is not cut off meanwhile.
  static let patience = Interval(seconds: 300)

  let listener: ConsoleListener
  let directory: TemporaryDirectory
  /// The channels of the streams, as they begin.
  let channels = Mailbox<ByteChannel>()
  /// Whether each slow answer was given up.
  let canceled = Mailbox<Bool>()
  /// What was posted, and what was asked of pages.
  let posted = Mailbox<ConsoleRequest>()

  private init(
    _ directory: TemporaryDirectory,
    _ settings: ConsoleSettings,
    streamPatience: Interval
  ) async throws {
    self.directory = directory
    let (channels, posted) = (channels, posted)
    let (waiting, canceled) = (Mailbox<Void>(), canceled)
    listener = try await ConsoleListener.start(
      settings,
      [
        ConsoleRoute("/hello") { request in
          .text(200, "hello \(request.accept ?? "nobody")")
        },
        ConsoleRoute("/run", .localPost(largestBody: 100)) { request in
          posted.send(request)
          return .text(200, "run")
        },
        ConsoleRoute("/stream") { _ in
          let channel = ByteChannel(capacity: 1 << 16)
          channels.send(channel)
          let stream = WebStream(channel: channel, patience: streamPatience, heartbeat: [0x0A])
          return WebAnswer(status: 200, contentType: "text/plain", body: .stream(stream))
        },
        ConsoleRoute("/", .page(largestForm: 0)) { _ in .text(200, "front") },
        ConsoleRoute(below: "/page/", largestForm: 100) { request in
          posted.send(request)
          return .text(200, "page")
        },
        ConsoleRoute(below: "/slow/") { request in
          posted.send(request)
          await withTaskCancellationHandler {
            _ = try? await waiting.next()
          } onCancel: {
            waiting.send(())
          }
          canceled.send(Task.isCancelled)
          return .text(200, "late")
        },
      ]
    )
  }

  static func network(
    _ access: ConsoleSettings.NetworkAccess = .init(),
    address: String = "127.0.0.1",
    patience: Interval = ConsoleFixture.patience,
    streamPatience: Interval = ConsoleFixture.patience,
    connections: UInt32 = 64
  ) async throws -> ConsoleFixture {
    let place = ConsoleSettings.Place.network(address: address, port: 0, access)
    return try await ConsoleFixture(
      TemporaryDirectory(),
      ConsoleSettings(place, patience: patience, connectionLimit: connections),
      streamPatience: streamPatience
    )
  }

  /// One that asks for the token.
  static func withToken() async throws -> ConsoleFixture {
    try await network(
      .init(publicHosts: ["sms.example.com"], isToken: { $0 == Array(token.utf8) })
    )
  }

  static func socket(
    connections: UInt32 = 64,
    admits: @escaping @Sendable (PeerCredentials) -> Bool = { _ in true }
  ) async throws -> ConsoleFixture {
    let directory = try TemporaryDirectory()
    let socket = try LocalSocket.listening(at: directory.path("socket"), mode: 0o666).release()
    let place = ConsoleSettings.Place.socket(socket, admits: admits)
    return try await ConsoleFixture(
      directory,
      ConsoleSettings(place, patience: patience, connectionLimit: connections),
      streamPatience: patience
    )
  }

  var port: UInt16 { listener.port }

  /// A connection, to the local socket if there is one.
  func caller() throws -> Caller {
    port > 0 ? try Caller(port: port) : try Caller(path: directory.path("socket"))
  }

  /// The text of a call with a proper `Host`.
  func request(
    _ path: String,
    _ method: String = "GET",
    headers: String = "",
    host: String? = nil,
    body: String? = nil
  ) -> String {
    let length = body.map { "Content-Length: \($0.utf8.count)\r\n" } ?? ""
    return "\(method) \(path) HTTP/1.1\r\nHost: \(host ?? "localhost:\(port)")\r\n"
      + "\(headers)\(length)\r\n\(body ?? "")"
  }

  func call(_ request: String) async throws -> Caller.Answer? {
    let caller = try caller()
    try await caller.write(request)
    return await caller.answer()
  }

  /// Calls a path with further headers, or with another `Host`.
  func get(
    _ path: String,
    headers: String = "",
    host: String? = nil
  ) async throws -> Caller.Answer? {
    try await call(request(path, headers: headers, host: host))
  }
}
