import SMSCore
import Testing

extension LedgerConformance {
  static let previews = [
    LedgerConformance("a preview accepts nothing") { ledger in
      let preview = try await ledger.preview(Fixtures.message("a"))
      #expect(
        preview
          == SubmissionPreview(
            identity: .new,
            phone: Fixtures.phone(142),
            error: nil,
            isOptedOut: false,
            holds: [],
            ahead: 0
          )
      )
      #expect(try await !ledger.knows(Fixtures.name("a")))
      #expect(try await ledger.due() == [])
    },
    LedgerConformance("a preview tells a repetition from an id that is in use") { ledger in
      _ = try await ledger.accepted(Fixtures.message("a", digest: 1))
      let same = try await ledger.preview(Fixtures.message("a", digest: 1))
      #expect(same.identity == .repeated)
      let other = try await ledger.preview(Fixtures.message("a", digest: 2))
      #expect(other.identity == .taken)
      let unnamed = try await ledger.preview(Fixtures.message("a", isExplicit: false, digest: 1))
      #expect(unnamed.identity == .taken)
      let elsewhere = try await ledger.preview(Fixtures.message("a", spool: "other", digest: 1))
      #expect(elsewhere.identity == .new)
    },
    LedgerConformance("a preview knows who opted out of which sender") { ledger in
      let phone = Fixtures.phone(142)
      _ = try await ledger.carriedOut(.optOut(phone, sender: Fixtures.phone(101)), id: "o")
      let blocked = try await ledger.preview(Fixtures.message("a"))
      #expect(blocked.isOptedOut && blocked.error?.code == .recipientOptedOut)
      let other = try await ledger.preview(Fixtures.message("a", from: 102))
      #expect(!other.isOptedOut && other.error == nil)
    },
    LedgerConformance("a preview names the holds that stop the message, and no others") { ledger in
      let scopes: [HoldScope] = [
        .all, .spool("default"), .account("main"), .spool("other"), .account("second"),
      ]
      for (index, scope) in scopes.enumerated() {
        _ = try await ledger.carriedOut(.hold(scope), id: "h\(index)")
      }
      let preview = try await ledger.preview(Fixtures.message("a"))
      #expect(preview.holds == [.all, .spool("default"), .account("main")])
    },
    LedgerConformance("what a preview counts before a message is due in its account") { ledger in
      for (id, priority) in [("u", Priority.urgent), ("h", .high), ("n", .normal), ("b", .bulk)] {
        _ = try await ledger.accepted(Fixtures.message(id, priority: priority))
      }
      _ = try await ledger.accepted(Fixtures.message("s", spool: "other"))
      _ = try await ledger.accepted(Fixtures.message("x", account: "second"))
      _ = try await ledger.accepted(Fixtures.message("later", notBefore: Fixtures.at(500)))
      for (priority, ahead) in [(Priority.urgent, 1), (.high, 2), (.normal, 4), (.bulk, 5)] {
        let preview = try await ledger.preview(Fixtures.message("a", priority: priority))
        #expect(preview.ahead == ahead)
      }
      let later = try await ledger.preview(Fixtures.message("a", notBefore: Fixtures.at(500)))
      #expect(later.ahead == 5)
    },
  ]
}

extension Ledger {
  func preview(_ submission: Submission) async throws -> SubmissionPreview {
    guard case .message(let message) = submission.content else {
      throw NotAccepted(acceptances: [])
    }
    return try await preview(message, of: submission)
  }
}
