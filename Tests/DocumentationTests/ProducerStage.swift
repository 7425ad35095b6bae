import SMSSystem

/// A queue for the tests of producers' programs, so that tests which keep all cores busy do not
/// make a program exceed its time limit.
@globalActor
actor ProducerStage: QueueActor {
  static let shared = ProducerStage()

  nonisolated let executor = QueueExecutor(label: "producer-stage")

  static func run(_ body: @ProducerStage () async throws -> Void) async throws {
    try await body()
  }
}
