import SMSCore
import SMSListener
import Synchronization
import TestSupport

/// A listener in front of a ledger that keeps notices in memory, or refuses them.
final class Hall: Sendable {
  static let token = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"

  let listener: Listener
  let desk: Desk

  /// Where notices go.
  final class Desk: Sendable {
    /// Batches, as they were handed over.
    let batches = Mailbox<[Notice]>()
    let unreadable = Mailbox<UnreadableCall>()
    private let state = Mutex((isWorking: true, isHeld: false))
    let released = Mailbox<Bool>()

    /// From now on nothing can be made durable, or can again.
    func works(_ isWorking: Bool) { state.withLock { $0.isWorking = isWorking } }

    /// The next batch waits for `released`.
    func hold() { state.withLock { $0.isHeld = true } }

    func take(_ notices: [Notice]) async -> Bool {
      batches.send(notices)
      let isHeld = state.withLock { state in
        defer { state.isHeld = false }
        return state.isHeld
      }
      if isHeld { _ = try? await released.next() }
      return state.withLock { $0.isWorking }
    }

    var isWorking: Bool { state.withLock { $0.isWorking } }
  }

  private init(_ listener: Listener, _ desk: Desk) {
    self.listener = listener
    self.desk = desk
  }

  static func open(
    patience: Interval = Interval(seconds: 10),
    connections: UInt32 = 256
  ) async throws -> Hall {
    let desk = Desk()
    let listener = try await Listener.start(
      ListenerSettings(
        address: "127.0.0.1",
        port: 0,
        patience: patience,
        connectionLimit: connections
      ),
      ListenerMeans(
        isToken: { $0 == Array(token.utf8) },
        deliver: { await desk.take($0) },
        isHealthy: { desk.isWorking },
        unreadable: { desk.unreadable.send($0) }
      )
    )
    return Hall(listener, desk)
  }

  var port: UInt16 { listener.port }

  static func path(_ hook: String) -> String { "/flowroute/\(token)/\(hook)" }

  func post(_ hook: String, _ body: String) async throws -> Int? {
    let request = Caller.request("POST", Self.path(hook), body: body)
    return try await Caller.call(port, request)?.status
  }
}
