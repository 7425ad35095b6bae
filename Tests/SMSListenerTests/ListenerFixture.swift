import SMSCore
import SMSFlowroute
import SMSListener
import Synchronization
import TestSupport

/// A listener in front of a ledger that stores events in memory, or refuses them.
final class ListenerFixture: Sendable {
  static let token = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"

  let listener: Listener
  let recorder: EventRecorder

  /// The receiver of events.
  final class EventRecorder: Sendable {
    /// The batches as delivered.
    let batches = Mailbox<[WebhookEvent]>()
    let unreadable = Mailbox<UnreadableCall>()
    private let state = Mutex((isWorking: true, isHeld: false))
    let released = Mailbox<Bool>()

    /// Sets whether events can be made durable.
    func works(_ isWorking: Bool) { state.withLock { $0.isWorking = isWorking } }

    /// Makes the next batch wait for `released`.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Messages with this id contradict an earlier one.
    static let contradictingID = "known"

    func take(_ events: [WebhookEvent]) async -> [WebhookEventFate]? {
      batches.send(events)
      let isHeld = state.withLock { state in
        defer { state.isHeld = false }
        return state.isHeld
      }
      if isHeld { _ = try? await released.next() }
      guard isWorking else { return nil }
      return events.map { event in
        if case .message(let message) = event, message.id == Self.contradictingID {
          .contradicts
        } else {
          .kept
        }
      }
    }

    var isWorking: Bool { state.withLock { $0.isWorking } }
  }

  private init(_ listener: Listener, _ recorder: EventRecorder) {
    self.listener = listener
    self.recorder = recorder
  }

  static func open(
    patience: Interval = Interval(seconds: 10),
    connections: UInt32 = 256,
    trusted: [AddressRange] = AddressRange.loopback,
    media: ServedMedia = ServedMedia()
  ) async throws -> ListenerFixture {
    let recorder = EventRecorder()
    var dependencies = ListenerDependencies(
      root: "flowroute",
      webhooks: FlowrouteWebhooks(),
      isToken: { $0 == Array(token.utf8) },
      deliver: { await recorder.take($0) },
      isHealthy: { recorder.isWorking },
      unreadable: { recorder.unreadable.send($0) }
    )
    dependencies.media = media
    let listener = try await Listener.start(
      ListenerSettings(
        address: "127.0.0.1",
        port: 0,
        patience: patience,
        connectionLimit: connections,
        trusted: trusted
      ),
      dependencies
    )
    return ListenerFixture(listener, recorder)
  }

  var port: UInt16 { listener.port }

  static func path(_ hook: String) -> String { "/flowroute/\(token)/\(hook)" }

  /// Returns when everything that callers wrote before has been read: in the listener's queue, this
  /// check's connection and bytes come after theirs.
  func catchUp() async throws {
    _ = try await Caller.call(port, Caller.request("GET", "/healthz"))
  }

  func post(_ hook: String, _ body: String) async throws -> Int? {
    let request = Caller.request("POST", Self.path(hook), body: body)
    return try await Caller.call(port, request)?.status
  }
}
