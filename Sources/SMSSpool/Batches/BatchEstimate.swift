internal import SMSCore

/// What a dry run finds out about the messages of a batch, in the order of its lines.
struct BatchEstimate {
  /// How one account would send them.
  private struct Account {
    let outlook: SendingOutlook
    /// The messages that it would send before them.
    let ahead: Int
    let mmsAhead: Int
    var messages = 0
    var mms = 0
    var segments = 0

    /// How long it takes until the last one was sent at the pace of now; nil if that is not known.
    var seconds: Double? {
      guard outlook.messagesPerSecond > 0, mms == 0 || outlook.mmsPerSecond > 0 else { return nil }
      let all = Double(ahead + messages) / outlook.messagesPerSecond
      return mms == 0 ? all : max(all, Double(mmsAhead + mms) / outlook.mmsPerSecond)
    }

    func price(_ prices: Prices) -> Double? {
      var price = 0.0
      if messages > mms {
        guard let segments = prices.price(ofSegments: segments) else { return nil }
        price += segments
      }
      if mms > 0 {
        guard let each = prices.perMMS else { return nil }
        price += each * Double(mms)
      }
      return price
    }
  }

  private(set) var found = BatchPreview()
  private(set) var ascii = 0
  private(set) var ucs2 = 0
  private(set) var normalized = 0
  private(set) var mms = 0
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
            ahead: preview.ahead,
            mmsAhead: preview.mmsAhead
          )
        }
        add(message, at: submission.acceptedAt)
      }
    } catch {
      throw .ledger(error)
    }
  }

  private mutating func add(_ message: Message, at now: WallTime) {
    segments += message.segments
    if message.isMMS { mms += 1 }
    if message.text.encoding == .ascii { ascii += 1 } else { ucs2 += 1 }
    if !message.replacements.isEmpty { normalized += 1 }
    guard var account = accounts[message.account] else { return }
    account.messages += 1
    account.segments += message.segments
    if message.isMMS { account.mms += 1 }
    accounts[message.account] = account
    guard let seconds = account.seconds else { return }
    let turn = now.advanced(by: Interval(seconds: seconds))
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
    let seconds = accounts.values.compactMap(\.seconds)
    return blocks.isEmpty && seconds.count == accounts.count ? seconds.max() : nil
  }

  /// What they cost; nil if the configuration does not say for an account.
  func price(_ prices: [String: Prices]) -> Double? {
    var price = 0.0
    for (name, account) in accounts {
      guard let own = account.price(prices[name] ?? Prices()) else { return nil }
      price += own
    }
    return price
  }
}
