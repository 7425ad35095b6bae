import SMSCore
import Testing

/// What every queue of files must do, whatever it is built on: one check per rule, each on an empty
/// ledger.
struct MediaConformance: Sendable, CustomTestStringConvertible {
  typealias Queue = Inbox & MediaQueue

  let testDescription: String
  let check: @Sendable (any Queue) async throws -> Void

  init(_ rule: String, _ check: @escaping @Sendable (any Queue) async throws -> Void) {
    testDescription = rule
    self.check = check
  }

  static func delivery(
    _ id: String = "mdr2-1",
    files: Int = 2,
    most: Int? = 10,
    spool: String = "default"
  ) -> InboundDelivery {
    InboundDelivery(
      message: InboundMessage(
        id: id,
        from: Fixtures.phone(142).digits,
        to: Fixtures.phone(101),
        body: "Look",
        media: (0..<files).map { InboundMedia(url: "https://m.example.com/\(id)/\($0)") }
      ),
      spools: [spool],
      fetching: most.map { MediaOrder(most: $0, end: Fixtures.at(9_000)) }
    )
  }

  /// Stores a message, and marks its file as written.
  private static func kept(
    _ delivery: InboundDelivery,
    in queue: any Queue,
    at time: Int64 = 60
  ) async throws {
    _ = try await queue.keep([delivery], at: Fixtures.at(time))
    let new = try await queue.unpublishedMessages(after: 0, limit: 99)
    try await queue.markPublished(messages: new.map(\.number))
  }

  private static func due(_ queue: any Queue, at time: Int64 = 60) async throws -> [DueMedium] {
    try await queue.dueMedia(at: Fixtures.at(time), limit: 99)
  }

  private static func states(_ media: [InboundMedia]) -> [MediaState?] { media.map(\.state) }

  static let all = [
    MediaConformance("files are due in order once their message's own file is durable") { queue in
      _ = try await queue.keep([delivery()], at: Fixtures.at(60))
      #expect(try await due(queue) == [])
      let new = try await queue.unpublishedMessages(after: 0, limit: 9)
      #expect(new.map { states($0.message.media) } == [[.pending, .pending]])
      try await queue.markPublished(messages: new.map(\.number))
      #expect(try await due(queue, at: 59) == [])
      let found = try await due(queue)
      #expect(found.map(\.name.index) == [0, 1] && found.map(\.tries) == [0, 0])
      #expect(
        found.first
          == DueMedium(
            name: MediumName(message: new[0].number, index: 0),
            spool: "default",
            messageID: "mdr2-1",
            url: "https://m.example.com/mdr2-1/0",
            tries: 0,
            begun: Fixtures.at(60),
            end: Fixtures.at(9_000)
          )
      )
      #expect(try await queue.dueMedia(at: Fixtures.at(60), limit: 1) == [found[0]])
      #expect(try await queue.unshownMedia(after: 0, limit: 9) == [])
    },
    MediaConformance("a repeated call queues nothing twice, and no order nothing") { queue in
      try await kept(delivery(), in: queue)
      try await kept(delivery(), in: queue)
      try await kept(delivery("mdr2-2", most: nil), in: queue)
      try await kept(delivery("mdr2-3", files: 0), in: queue)
      #expect(try await due(queue).count == 2)
    },
    MediaConformance("files beyond the order's number have failed from the start") { queue in
      _ = try await queue.keep([delivery(files: 3, most: 1)], at: Fixtures.at(60))
      let new = try await queue.unpublishedMessages(after: 0, limit: 9)
      let failed = MediaState.failed(MediaFailure(.tooMany))
      #expect(new.map { states($0.message.media) } == [[.pending, failed, failed]])
      try await queue.markPublished(messages: new.map(\.number))
      #expect(try await due(queue).map(\.name.index) == [0])
      #expect(try await queue.unshownMedia(after: 0, limit: 9) == [])
    },
    MediaConformance("a file that is put off is due later, with its tries") { queue in
      try await kept(delivery(files: 1), in: queue)
      let medium = try #require(try await due(queue).first)
      #expect(try await queue.nextMediaTime(after: Fixtures.at(60)) == nil)
      let isWaiting = try await queue.settle(medium.name, as: .again(at: Fixtures.at(90), tries: 3))
      #expect(isWaiting)
      #expect(try await queue.nextMediaTime(after: Fixtures.at(60)) == Fixtures.at(90))
      #expect(try await due(queue, at: 89) == [])
      #expect(try await due(queue, at: 90).map(\.tries) == [3])
      #expect(try await queue.unshownMedia(after: 0, limit: 9) == [])
    },
    MediaConformance("an end counts once, and is returned until it is shown") { queue in
      try await kept(delivery(), in: queue)
      let media = try await due(queue)
      let stored = MediumEnd.stored(name: "mdr2-1-1.jpg", bytes: 7)
      #expect(try await queue.settle(media[0].name, as: stored))
      #expect(try await !queue.settle(media[0].name, as: .failed(MediaFailure(.empty))))
      #expect(try await !queue.settle(media[0].name, as: .again(at: Fixtures.at(1), tries: 1)))
      let first = try await queue.unshownMedia(after: 0, limit: 9)
      #expect(first.map(\.messageID) == ["mdr2-1"] && first.map(\.spool) == ["default"])
      #expect(first.map(\.unshown) == [[media[0].name]])
      #expect(
        first.map { states($0.media) } == [[.stored(name: "mdr2-1-1.jpg", bytes: 7), .pending]]
      )
      let gone = MediaFailure(.gone, httpStatus: 404)
      #expect(try await queue.settle(media[1].name, as: .failed(gone)))
      try await queue.markShown(first.flatMap(\.unshown))
      // What ended in between is not taken for shown.
      let second = try await queue.unshownMedia(after: 0, limit: 9)
      #expect(second.map(\.unshown) == [[media[1].name]])
      #expect(second[0].media.last?.state == .failed(gone))
      #expect(try await queue.unshownMedia(after: second[0].message, limit: 9) == [])
      try await queue.markShown(second.flatMap(\.unshown))
      #expect(try await queue.unshownMedia(after: 0, limit: 9) == [])
      #expect(try await due(queue) == [])
    },
    MediaConformance("a message that is removed takes its files along") { queue in
      try await kept(delivery(), in: queue)
      let medium = try #require(try await due(queue).first)
      #expect(try await queue.pruneInbox(before: Fixtures.at(61), limit: 9) == 1)
      #expect(try await due(queue) == [])
      #expect(try await !queue.settle(medium.name, as: .stored(name: "x-1.jpg", bytes: 1)))
      #expect(try await queue.unshownMedia(after: 0, limit: 9) == [])
    },
  ]
}
