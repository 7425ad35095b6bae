internal import SMSCore
internal import SMSSpool
internal import SMSSystem

/// The spools' automatic replies, and their confirmations of opt-outs, as requests that the daemon
/// makes itself.
struct AutomaticReplies {
  private let spools: [String: [AutoReply]]
  private let confirmations: [String: MessageText]
  private let accounts: [PhoneNumber: String]
  private let optOutWords: Set<String>
  private let life: Interval
  private let digest: @Sendable ([UInt8]) -> [UInt8]

  init(_ configuration: Configuration, digest: @escaping @Sendable ([UInt8]) -> [UInt8]) {
    spools = configuration.spools.mapValues(\.autoReplies).filter { !$0.value.isEmpty }
    confirmations = configuration.spools.compactMapValues(\.optOutConfirmation)
    accounts = configuration.accountByNumber
    optOutWords = configuration.optOutWords
    life = configuration.retry.giveUpAfter
    self.digest = digest
  }

  /// The possible replies to a message, by spool; the ledger decides which of them are sent.
  ///
  /// Our own numbers never get a reply: the two would answer each other forever.
  func answers(
    to message: InboundMessage,
    in candidates: [String],
    now: CodeInstant
  ) -> [String: Submission] {
    guard !spools.isEmpty else { return [:] }
    return submissions(to: message, in: candidates, now: now, life: life) { spool in
      spools[spool]?.first { $0.answers(message.body) }?.text
    }
  }

  /// The possible confirmations of an opt-out, by spool.
  ///
  /// There are none where the network answers by itself: a second text would follow the opt-out.
  func confirmations(
    of message: InboundMessage,
    in candidates: [String],
    now: CodeInstant
  ) -> [String: Submission] {
    guard !confirmations.isEmpty,
      let word = ReplyKeyword.stopWord(in: message.body, furtherWords: optOutWords),
      !Composition.provider.answeredOptOuts.contains(word, to: message.to)
    else { return [:] }
    let life = OptOutConfirmation.longest
    return submissions(to: message, in: candidates, now: now, life: life) { confirmations[$0] }
  }

  private func submissions(
    to message: InboundMessage,
    in candidates: [String],
    now: CodeInstant,
    life: Interval,
    _ text: (String) -> MessageText?
  ) -> [String: Submission] {
    guard let phone = message.phone, accounts[phone] == nil, let account = accounts[message.to]
    else { return [:] }
    var answers: [String: Submission] = [:]
    for spool in candidates {
      guard let text = text(spool) else { continue }
      let answer = Message(
        account: account,
        to: .phone(phone),
        from: message.to,
        text: text,
        priority: .normal,
        notBefore: nil,
        expiresAt: now.wall.advanced(by: life),
        ignoresWindow: true,
        ifUncertain: nil
      )
      answers[spool] = submission(answer, to: phone, of: message.id, in: spool, now: now)
    }
    return answers
  }

  private func submission(
    _ answer: Message,
    to phone: PhoneNumber,
    of id: String,
    in spool: String,
    now: CodeInstant
  ) -> Submission {
    let name = "reply-\(id)".prefix(RequestID.longest)
    return Submission(
      name: JobName(spool: spool, id: String(name)),
      content: .message(answer),
      hasExplicitID: true,
      digest: digest(Array("\(name) \(phone.digits) \(answer.text.string)".utf8)),
      metadata: nil,
      producer: CurrentProcess.user,
      taken: .random(in: .min ... .max),
      acceptedAt: now.wall,
      acceptedOn: now.boot
    )
  }
}

extension Configuration {
  /// The spools that a text to a given number may be meant for.
  var numberOwners: NumberOwners {
    NumberOwners(
      spools.map { name, spool in
        NumberOwners.Claim(
          spool: name,
          defaults: Set([spool.defaultFrom].compactMap(\.self) + (spool.senders ?? [])),
          allowedFrom: spool.allowedFrom.map { Set($0) }
        )
      }
    )
  }
}
