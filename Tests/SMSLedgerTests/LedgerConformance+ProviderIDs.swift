import SMSCore
import Testing

extension LedgerConformance {
  /// Ids of every form; the last two have the same 64-bit FNV-1a hash.
  static let oddIDs = [
    "mdr2-39cd0aceb66e41e78ff806cd7f24ba2d", "MDR2-39CD0ACEB66E41E78FF806CD7F24BA2D",
    "mdr2-39cd0aceb66e41e78ff806cd7f24ba2", "mdr2-39cd0aceb66e41e78ff806cd7f24ba2d ", "7", "",
    "ärger/\u{1F4A9}'\"--", String(repeating: "long-", count: 200),
    "8yn0iYCKYHlIj4-BwPqk", "GReLUrM4wMqfg9yzV3KQ",
  ]

  static let providerIDs = [
    LedgerConformance("ids of any form are kept and told apart, byte by byte") { ledger in
      for (index, id) in oddIDs.enumerated() {
        #expect(try await ledger.known(oddIDs) == Set(oddIDs.prefix(index)))
        try await ledger.settled("m\(index)", .sent(providerMessageID: id))
      }
      #expect(try await ledger.known(oddIDs + ["mdr2-"]) == Set(oddIDs))
      for (index, id) in oddIDs.enumerated() {
        #expect(try await ledger.result("m\(index)")?.message?.providerMessageID == id)
        try await ledger.settled("again\(index)", .sent(providerMessageID: id))
        let again = try await ledger.result("again\(index)")
        #expect(again?.state == .sent && again?.message?.providerMessageID == nil)
      }
    },
    LedgerConformance("an id given twice in one call is kept once") { ledger in
      var jobs: [JobNumber] = []
      for index in 0..<12 {
        jobs.append(try await ledger.accepted(Fixtures.message("m\(index)")).number)
      }
      _ = try await ledger.begin(jobs, at: Fixtures.at(10))
      try await ledger.settle(
        jobs.enumerated().map { index, job in
          Fixtures.settlement(job, .sent(providerMessageID: "mdr2-\(index / 2)"))
        }
      )
      let results = try await ledger.changes(after: 0, limit: 99)
      #expect(results.allSatisfy { $0.state == .sent })
      #expect(
        results.map(\.message?.providerMessageID)
          == (0..<12).map { $0 % 2 == 0 ? "mdr2-\($0 / 2)" : nil }
      )
    },
    LedgerConformance("a message that is named later cannot have the id of another") { ledger in
      try await ledger.settled("a", .sent(providerMessageID: "mdr2-1"))
      let nameless = try await ledger.settled("b", .sent(providerMessageID: nil))
      try await ledger.name(nameless, as: "mdr2-2", at: Fixtures.at(50))
      try await ledger.settled("c", .sent(providerMessageID: "mdr2-2"))
      #expect(try await ledger.result("b")?.message?.providerMessageID == "mdr2-2")
      #expect(try await ledger.result("c")?.message?.providerMessageID == nil)
      #expect(try await ledger.known(["mdr2-1", "mdr2-2"]) == ["mdr2-1", "mdr2-2"])
    },
    LedgerConformance("an id is free again when its message is gone") { ledger in
      for index in 0..<6 {
        try await ledger.settled("m\(index)", .sent(providerMessageID: "mdr2-\(index)"))
      }
      let last = try await ledger.changes(after: 0, limit: 9).last?.change ?? 0
      try await ledger.markPublished(through: last)
      #expect(try await ledger.prune(settledBefore: Fixtures.far, limit: 4) == 4)
      let ids = (0..<6).map { "mdr2-\($0)" }
      #expect(try await ledger.known(ids) == ["mdr2-4", "mdr2-5"])
      try await ledger.settled("n1", .sent(providerMessageID: "mdr2-1"))
      try await ledger.settled("n5", .sent(providerMessageID: "mdr2-5"))
      #expect(try await ledger.result("n1")?.message?.providerMessageID == "mdr2-1")
      #expect(try await ledger.result("n5")?.message?.providerMessageID == nil)
    },
  ]
}
