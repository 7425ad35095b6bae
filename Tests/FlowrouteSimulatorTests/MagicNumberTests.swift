import TestSupport
import Testing

@testable import FlowrouteSimulator

@Suite("Magic numbers", .throttled)
struct MagicNumberTests {
  @Test("the table is the one that Sources/README.md shows")
  func table() {
    #expect(
      MagicNumber.table.map(\.suffix) == [
        400, 401, 403, 404, 405, 411, 415, 422, 429, 430, 500, 502, 503, 504, 530,
        600, 601, 602, 603, 604, 605, 606, 607, 608,
      ]
    )
    for row in MagicNumber.table {
      #expect(MagicNumber.meaning(of: 12_065_550_000 + UInt64(row.suffix))?.fault == row.fault)
    }
  }

  @Test(
    "ordinary numbers have no meaning",
    arguments: [12_065_550_101, 12_065_550_142, 12_065_553_500, 12_065_560_500, 13_065_550_500]
  )
  func ordinary(_ number: UInt64) {
    #expect(MagicNumber.meaning(of: number) == nil)
  }

  @Test(
    "a text fails as often as the first digit says, then it is sent; and the same again",
    arguments: [
      ("12065550500", [500, 500, 500, 500]), ("12065551500", [500, 202, 500, 202]),
      ("12065551503", [503, 202, 503, 202]), ("12065551429", [429, 202, 429, 202]),
      ("12065552500", [500, 500, 202, 500]), ("12065552503", [503, 503, 202, 503]),
      ("12065552429", [429, 429, 202, 429]),
    ]
  )
  func repeated(_ to: String, _ statuses: [Int]) async throws {
    try await Client.run { client in
      for (index, status) in statuses.enumerated() {
        #expect(await client.send(to: to).status == status, "attempt \(index)")
      }
      let sent = statuses.count { $0 == 202 }
      #expect(await client.simulator.messages.count == sent)
    }
  }

  @Test("two texts to one number fail each on its own")
  func perText() async throws {
    try await Client.run { client in
      #expect(await client.send(to: "12065551503", body: "a").status == 503)
      #expect(await client.send(to: "12065551503", body: "b").status == 503)
      #expect(await client.send(to: "12065551503", body: "a").status == 202)
      #expect(await client.send(to: "12065551503", body: "b").status == 202)
    }
  }

  @Test("with 5 in front the message is accepted although the answer says otherwise")
  func accepted() async throws {
    try await Client.run { client in
      #expect(await client.send(to: "12065555500").status == 500)
      #expect(await client.simulator.messages.count == 1)
      #expect(await client.send(to: "12065556502").status == 502)
      #expect(await client.send(to: "12065556502").status == 202)
      #expect(await client.simulator.messages.count == 3)
    }
  }

  @Test("magic numbers can be switched off")
  func switchedOff() async throws {
    try await Client.run(.with { $0.hasMagicNumbers = false }) { client in
      #expect(await client.send(to: "12065550500").status == 202)
    }
  }
}
