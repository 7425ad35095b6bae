import SMSCore
import SMSListener
import Synchronization
import TestSupport

/// A listener in front of a ledger that keeps notices in memory, or refuses them.
final class ListenerFixture: Sendable {
  static let token = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"

  let listener: Listener
  let desk: Desk

  /// Where notices go.
  final class Desk: Sendable {
    /// Batches, as they were handed over.
    let batches = Mailbox<[WebhookEvent]>()
    let unreadable = Mailbox<UnreadableCall>()
    private let state = Mutex((isWorking: true, isHeld: false))
    let released = Mailbox<Bool>()

    /// From now on nothing can be made durable, or can again.
    func works(_ isWorking: Bool) { state.withLock { $0.isWorking = isWorking } }

    /// The next batch waits for `released`.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Messages of this id contradict what is known.
    static let contradictingID = "known"

    func take(_ notices: [WebhookEvent]) async -> [WebhookEventFate]? {
      batches.send(notices)
      let isHeld = state.withLock { state in
        defer { state.isHeld = false }
        return state.isHeld
      }
      if isHeld { _ = try? await released.next() }
      guard isWorking else { return nil }
      return notices.map { notice in
        if case .message(let message) = notice, message.id == Self.contradictingID {
          .contradicts
        } else {
          .kept
        }
      }
    }

    var isWorking: Bool { state.withLock { $0.isWorking } }
  }

  private init(_ listener: Listener, _ desk: Desk) {
    self.listener = listener
    self.desk = desk
  }

  static func open(
    patience: Interval = Interval(seconds: 10),
    connections: UInt32 = 256,
    trusted: [AddressRange] = AddressRange.loopback
  ) async throws -> ListenerFixture {
    let desk = Desk()
    let listener = try await Listener.start(
      ListenerSettings(
        address: "127.0.0.1",
        port: 0,
        patience: patience,
        connectionLimit: connections,
        trusted: trusted
      ),
      ListenerDependencies(
        isToken: { $0 == Array(token.utf8) },
        deliver: { await desk.take($0) },
        isHealthy: { desk.isWorking },
        unreadable: { desk.unreadable.send($0) }
      )
    )
    return ListenerFixture(listener, desk)
  }

  var port: UInt16 { listener.port }

  static func path(_ hook: String) -> String { "/flowroute/\(token)/\(hook)" }

  /// Returns when all that callers wrote before has been read: the check's connection and its bytes are
  /// behind theirs in the listener's queue.
  func catchUp() async throws {
    _ = try await Caller.call(port, Caller.request("GET", "/healthz"))
  }

  func post(_ hook: String, _ body: String) async throws -> Int? {
    let request = Caller.request("POST", Self.path(hook), body: body)
    return try await Caller.call(port, request)?.status
  }
}
