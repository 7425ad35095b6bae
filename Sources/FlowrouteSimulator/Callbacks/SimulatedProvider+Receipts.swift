extension SimulatedProvider {
  /// Plans the receipts of a message, if a callback is set for them.
  ///
  /// v2 has no receipts. The message's own URL takes precedence over the account's.
  func planReceipts(of record: MessageRecord, url: String?) {
    guard record.version != .v2 else { return }
    for level in configuration.receipts.levels {
      sendReceipt(
        of: record,
        code: level == 1 ? nil : configuration.receipts.code,
        url: url,
        after: configuration.receipts.delays[level - 1],
        copies: configuration.receipts.copies
      )
    }
  }

  /// Sends one receipt in the given number of identical copies; false if no callback is set.
  @discardableResult
  func sendReceipt(
    of record: MessageRecord,
    code: Int?,
    url: String?,
    after delay: Int64,
    copies: Int = 1
  ) -> Bool {
    let own = numbers[record.from]?.callbackURLs[.smsReceipt]
    guard let target = (url ?? own ?? callbackURLs[.smsReceipt]).flatMap(CallbackTarget.init) else {
      return false
    }
    let json = JSONText.receipt(
      of: record,
      code: code,
      plan: configuration.receipts,
      time: wallNow + delay,
      baseURL: baseURL
    )
    for _ in 0..<copies {
      send(json, to: target, series: record.identifier.series, after: delay)
    }
    return true
  }

  /// The receipts that a message's record shows now, whether or not calls were made for them.
  func receipts(of record: MessageRecord) -> [SentReceipt] {
    guard record.version != .v2 else { return [] }
    let plan = configuration.receipts
    let planned = plan.levels.map { level in
      SentReceipt(
        code: level == 1 ? nil : plan.code,
        time: record.timestamp + plan.delays[level - 1]
      )
    }
    return (planned + furtherReceipts[record.identifier, default: []])
      .filter { $0.time <= wallNow }
      .sorted { $0.isAbove($1) }
  }

  /// A handset sends a text: lists show it, the callback is called, and STOP and UNSTOP take
  /// effect.
  ///
  /// - Returns: The text's id; nil if no callback is set.
  func receive(_ reply: HandsetReply) -> String? {
    let identifier = Identifier(using: &identifierRandom)
    let files = store(reply.files)
    heed(reply)
    list(reply, files, as: identifier)
    let kind = files.isEmpty ? CallbackKind.sms : .mms
    let own = Handset.digits(reply.to).flatMap { numbers[$0]?.callbackURLs[kind] }
    guard let url = own ?? callbackURLs[kind], let target = CallbackTarget(url) else { return nil }
    let id = "mdr2-" + identifier.hexadecimal
    let json = JSONText.inbound(reply, files, id: id, time: wallNow, callbackURL: url)
    for _ in 0..<reply.copies {
      send(json, to: target, series: identifier.series, after: 0)
    }
    return id
  }

  /// STOP as the only word blocks the handset for the number, UNSTOP unblocks it; in any case.
  private func heed(_ reply: HandsetReply) {
    guard let from = Handset.digits(reply.from), let to = Handset.digits(reply.to) else { return }
    switch reply.body.uppercased() {
    case "STOP": optOuts.insert([from, to])
    case "UNSTOP": optOuts.remove([from, to])
    default: break
    }
  }

  /// Lists the text in every version, by the id of its call unless told otherwise.
  private func list(_ reply: HandsetReply, _ files: [StoredFile], as identifier: Identifier) {
    guard let from = Handset.digits(reply.from), let to = Handset.digits(reply.to) else { return }
    for version in APIVersion.allCases {
      store.append(
        MessageRecord(
          identifier: recordForm.hasOwnIdentifiers
            ? Identifier(using: &identifierRandom) : identifier,
          version: version,
          from: from,
          to: to,
          body: configuration.keepsBodies ? reply.body : nil,
          receiptURL: nil,
          segments: Segments(of: reply.body),
          arrivedAt: now,
          timestamp: wallNow,
          isInbound: true,
          files: files
        )
      )
    }
  }

  private func send(_ json: JSONText, to target: CallbackTarget, series: UInt64, after delay: Int64)
  {
    outbox.insert(
      Callback(
        target: target,
        body: json.bytes,
        series: series,
        repeats: configuration.callbackRepeats
      ),
      due: now + delay
    )
  }
}

extension Identifier {
  /// A number derived from it.
  fileprivate var series: UInt64 { UInt64(truncatingIfNeeded: hashValue) }
}

extension SimulatedProvider {
  /// Sends a receipt for a message by its id; false if there is no such message, or no callback.
  func sendReceipt(of id: String, code: Int?) -> Bool {
    let versions = APIVersion.allCases.filter { $0 != .v2 }
    guard let record = versions.lazy.compactMap({ self.store[id, $0] }).first else { return false }
    furtherReceipts[record.identifier, default: []].append(SentReceipt(code: code, time: wallNow))
    return sendReceipt(of: record, code: code, url: record.receiptURL, after: 0)
  }
}
