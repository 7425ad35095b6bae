internal import SMSCore
internal import SMSJSON

/// What would become of a message: the answer to a dry run.
struct MessagePreview {
  /// What the daemon would do with the request, in the contract's words.
  enum Outcome: String {
    /// Send it in its turn.
    case queued
    /// Accept it, and send nothing.
    case failed
    /// Accept it, and send nothing, as the configuration wants it so.
    case suppressed
    /// Send nothing, as it knows the same request.
    case repeated
    case rejected
  }

  /// What a message waits for besides its turn, in the contract's words.
  enum Block: String, CaseIterable {
    case holdOfAll = "hold_all"
    case holdOfSpool = "hold_spool"
    case holdOfAccount = "hold_account"
    case senderPause = "sender_pause"
    case accountPause = "account_pause"
    /// Messages of a batch for which the spool's window is closed.
    case window

    /// What holds mean for those that wait for them.
    static func of(
      _ scopes: Set<HoldScope>,
      isPaused: Bool,
      isOutsideWindow: Bool = false
    ) -> [Block] {
      let holds = scopes.compactMap { scope -> Block? in
        switch scope {
        case .all: .holdOfAll
        case .spool: .holdOfSpool
        case .account: .holdOfAccount
        case .sender: .senderPause
        case .job: nil
        }
      }
      let all = Set(
        holds + (isPaused ? [.accountPause] : []) + (isOutsideWindow ? [.window] : [])
      )
      return allCases.filter { all.contains($0) }
    }
  }

  /// A character that makes a text UCS-2.
  struct CostlyCharacter: Equatable {
    var character: Character
    var count: Int
  }

  /// More different characters than this are not listed.
  private static let mostCharacters = 20

  let message: Message
  let found: SubmissionPreview
  private let outlook: SendingOutlook
  private let prices: Prices
  private let now: WallTime

  /// - Parameters:
  ///   - message: The message.
  ///   - found: What the ledger knows about it.
  ///   - outlook: How its account sends now.
  ///   - prices: What messages of its account cost.
  ///   - now: The time of the answer.
  init(
    of message: Message,
    _ found: SubmissionPreview,
    _ outlook: SendingOutlook,
    prices: Prices,
    at now: WallTime
  ) {
    self.now = now
    self.message = message
    self.found = found
    self.outlook = outlook
    self.prices = prices
  }

  var outcome: Outcome {
    switch found.identity {
    case .taken: .rejected
    case .repeated: .repeated
    case .new: outcomeOfNew
    }
  }

  private var outcomeOfNew: Outcome {
    switch error?.code {
    case nil: .queued
    case .dryRun, .notAllowedRecipient: .suppressed
    default: .failed
    }
  }

  /// Why it would be accepted and not sent; nil if it would be sent.
  var error: JobError? {
    let isOver = message.expiresAt <= now && found.opensAt == nil
    return found.error ?? (isOver ? .expired(cause: nil) : nil)
  }

  var blocks: [Block] { Block.of(found.holds, isPaused: outlook.isPaused) }

  /// How long it would wait for its time and its turn at the pace of now; nil if nothing would be
  /// sent, or something blocks it.
  var expectedSeconds: Double? {
    guard outcome == .queued, blocks.isEmpty, outlook.messagesPerSecond > 0 else { return nil }
    var turn = Double(found.ahead + 1) / outlook.messagesPerSecond
    if message.isMMS {
      guard outlook.mmsPerSecond > 0 else { return nil }
      turn = max(turn, Double(found.mmsAhead + 1) / outlook.mmsPerSecond)
    }
    let start = found.opensAt ?? message.notBefore
    let time = start.map { $0.since(now).seconds } ?? 0
    return Self.rounded(max(turn, time), to: 1_000)
  }

  /// What it costs; nil if the configuration does not say.
  var price: Double? { prices.price(of: message).map { Self.rounded($0, to: 1_000_000) } }

  /// The characters without which the text would be ASCII, and have fewer segments; in the order in
  /// which they first appear.
  var costlyCharacters: [CostlyCharacter] {
    let text = message.text
    guard !message.isMMS, text.encoding != .ascii,
      MessageText(String(repeating: "x", count: text.units)).segments < text.segments
    else { return [] }
    var characters: [CostlyCharacter] = []
    for character in text.string where !character.isASCII {
      if let known = characters.firstIndex(where: { $0.character == character }) {
        characters[known].count += 1
      } else if characters.count < Self.mostCharacters {
        characters.append(CostlyCharacter(character: character, count: 1))
      }
    }
    return characters
  }

  private static func rounded(_ value: Double, to parts: Double) -> Double {
    (value * parts).rounded() / parts
  }
}

extension ResultDocument {
  /// The answer to a dry run that would be accepted, or whose id belongs to another request.
  static func preview(
    _ preview: MessagePreview,
    of submission: Submission,
    at now: WallTime
  ) -> JSONObject {
    let message = preview.message
    var result = head(submission.name.id, preview.outcome)
    result.append("to", (preview.found.phone ?? message.to.phone).map { .string($0.digits) })
    result.append("from", .string(message.from.digits))
    result.append("priority", .string(message.priority.name))
    result.append("account", .string(message.account))
    append(segments: message.segments, media: message.media?.count, to: &result)
    result.append("encoding", .string(message.text.encoding.rawValue))
    result.append("normalized", replacements(message.replacements))
    let costly = preview.costlyCharacters
    result.append("costly_characters", costly.isEmpty ? nil : .array(costly.map(of)))
    result.append("opted_out", .bool(preview.found.isOptedOut))
    result.append("blocked_by", .array(preview.blocks.map { .string($0.rawValue) }))
    result.append("window_opens_at", preview.found.opensAt.map(time))
    result.append("expected_seconds", preview.expectedSeconds.flatMap(number))
    result.append("price", preview.price.flatMap(number))
    result.append("updated_at", time(now))
    let error = preview.outcome == .rejected ? .duplicate(submission) : preview.error
    result.append("error", error.map { .object(of($0)) })
    result.append("ack", submission.ack.map { .string($0) })
    result.append("metadata", metadata(submission.metadata))
    return result
  }

  /// The answer to a dry run that would be refused.
  static func preview(of refusal: Refusal, stem: String?, at now: WallTime) -> JSONObject {
    var result = head(refusal.id ?? stem, .rejected)
    result.append("updated_at", time(now))
    result.append("error", .object(of(refusal.error)))
    result.append("ack", refusal.ack.map { .string($0) })
    result.append("metadata", .object(refusal.metadata))
    return result
  }

  private static func head(_ id: String?, _ outcome: MessagePreview.Outcome) -> JSONObject {
    JSONObject(distinct: [
      ("id", id.map { .string($0) } ?? .null), ("kind", "message"), ("status", "checked"),
      ("final", true), ("outcome", .string(outcome.rawValue)),
    ])
  }

  private static func of(_ costly: MessagePreview.CostlyCharacter) -> JSONValue {
    .object(
      JSONObject(distinct: [
        ("character", .string(String(costly.character))), ("count", number(costly.count)),
      ])
    )
  }

  private static func number(_ value: Double) -> JSONValue? {
    JSONNumber(value).map(JSONValue.number)
  }
}
