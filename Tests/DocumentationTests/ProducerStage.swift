import SMSSystem

/// Where the tests of producers' programs run: a queue of their own, so that tests which keep every
/// core busy do not make a program wait for longer than it is willing to.
@globalActor
actor ProducerStage: QueueActor {
  static let shared = ProducerStage()

  nonisolated let executor = QueueExecutor(label: "producer-stage")

  static func run(_ body: @ProducerStage () async throws -> Void) async throws {
    try await body()
  }
}
