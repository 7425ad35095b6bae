internal import SMSCore

/// What a dry run finds out about the messages of a batch, in the order of its lines.
struct BatchEstimate {
  /// How one account would send them.
  private struct Account {
    let outlook: SendingOutlook
    /// The messages that it would send before them.
    let ahead: Int
    var messages = 0
    var segments = 0
  }

  private(set) var found = BatchPreview()
  private(set) var ascii = 0
  private(set) var ucs2 = 0
  private(set) var normalized = 0
  private(set) var segments = 0
  /// How many would expire before their turn.
  private(set) var late = 0
  private var holds: Set<HoldScope> = []
  private var accounts: [String: Account] = [:]

  private let dependencies: IntakeDependencies

  init(_ dependencies: IntakeDependencies) {
    self.dependencies = dependencies
  }

  /// Adds messages.
  ///
  /// - Throws: `IntakePause` if the ledger cannot be read.
  mutating func add(_ messages: [Submission]) async throws(IntakePause) {
    do throws(LedgerError) {
      found.add(try await dependencies.batches.preview(messages, after: found))
      for submission in messages {
        guard case .message(let message) = submission.content else { continue }
        if accounts[message.account] == nil {
          let preview = try await dependencies.ledger.preview(message, of: submission)
          holds.formUnion(preview.holds)
          accounts[message.account] = Account(
            outlook: await dependencies.outlook(message.account),
            ahead: preview.ahead
          )
        }
        add(message, at: submission.acceptedAt)
      }
    } catch {
      throw .ledger(error)
    }
  }

  private mutating func add(_ message: Message, at now: WallTime) {
    segments += message.text.segments
    if message.text.encoding == .ascii { ascii += 1 } else { ucs2 += 1 }
    if !message.replacements.isEmpty { normalized += 1 }
    guard var account = accounts[message.account] else { return }
    account.messages += 1
    account.segments += message.text.segments
    accounts[message.account] = account
    let pace = account.outlook.messagesPerSecond
    guard pace > 0 else { return }
    let turn = now.advanced(by: Interval(seconds: Double(account.ahead + account.messages) / pace))
    if max(turn, message.notBefore ?? turn) >= message.expiresAt { late += 1 }
  }

  var blocks: [MessagePreview.Block] {
    MessagePreview.Block.of(
      holds,
      isPaused: accounts.values.contains(where: \.outlook.isPaused),
      isOutsideWindow: found.outside > 0
    )
  }

  /// How long it takes until the last one was sent at the pace of now; nil if something blocks them,
  /// or the pace is not known.
  var expectedSeconds: Double? {
    guard blocks.isEmpty, accounts.values.allSatisfy({ $0.outlook.messagesPerSecond > 0 }) else {
      return nil
    }
    return accounts.values.map {
      Double($0.ahead + $0.messages) / $0.outlook.messagesPerSecond
    }.max()
  }

  /// What the segments cost; nil if the configuration does not say for an account.
  func price(_ prices: [String: Double]) -> Double? {
    var price = 0.0
    for (name, account) in accounts {
      guard let segment = prices[name] else { return nil }
      price += segment * Double(account.segments)
    }
    return price
  }
}
