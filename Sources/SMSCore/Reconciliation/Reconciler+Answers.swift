/// What a page of the provider's list shows, and what follows from a complete pass.
extension Reconciler {
  private static let moved = ProviderError(
    code: .interrupted,
    reason: "the account's api was changed since the message was sent"
  )

  /// What else the account knows that helps to tell records apart.
  struct Context {
    /// The keyed digest of a text.
    var digest: (MessageText) -> TextDigest
    /// The keys of unsettled attempts.
    var keys: OpenKeys
  }

  /// Handles the answer to a call for a page.
  mutating func answered(_ answer: ListAnswer, at now: Moment, _ context: Context) -> Step {
    guard look?.stage == .calling else { return .more }
    look?.stage = .resting
    if look?.isAbandoned == true { return fail(Self.moved, nil, now) }
    switch answer {
    case .failed(let error, let retryAfter):
      return fail(error, retryAfter, now)
    case .tooLarge:
      guard limit > 1 else { return fail(ProviderError(code: .providerError), nil, now) }
      limit = max(1, limit / 4)
      return goOn(now)
    case .page(let page):
      if let skew = page.skew { self.skew = skew }
      return adjustWindow(now) ? .more : take(page, now, context)
    }
  }

  /// The first page shows the provider's clock; if it proves the window too narrow, the list is
  /// read again.
  private mutating func adjustWindow(_ now: Moment) -> Bool {
    guard var current = look, !current.isAdjusted else { return false }
    current.isAdjusted = true
    look = current
    let due = current.due.compactMap { searches[$0] }
    guard let (start, end) = window(of: due, at: now) else { return false }
    let slack = Self.dateSlack
    // The end moves on by the time that the answer took, which proves nothing.
    let passed = now.monotonic.since(current.beganAt)
    let latest = current.end.advanced(by: passed).advanced(by: slack)
    guard start.advanced(by: slack) < current.start || end > latest else { return false }
    current.start = min(start, current.start)
    current.end = max(end, current.end)
    look = current
    return true
  }

  private mutating func take(_ page: ListPage, _ now: Moment, _ context: Context) -> Step {
    for message in page.messages where message.isOutbound { consider(message, context) }
    if let id = page.messages.first?.id, id == look?.firstID {
      let reason = "the provider gives the same page of its list again and again"
      return fail(ProviderError(code: .providerError, reason: reason), nil, now)
    }
    look?.firstID = page.messages.first?.id
    look?.offset += page.count
    look?.isWhole = page.isLast || page.count == 0
    // A list without readable records may never end.
    if !page.isLast, page.messages.allSatisfy({ $0.id == nil }), !page.messages.isEmpty {
      let reason = "no record of the provider's list could be read"
      return fail(ProviderError(code: .providerError, reason: reason), nil, now)
    }
    return identify(now)
  }

  private mutating func consider(_ message: ListedMessage, _ context: Context) {
    guard message.to != .foreign, message.from != .foreign else { return }
    guard let parties = message.parties, let id = message.id, let at = message.at else {
      return considerFaceless(message)
    }
    noteTruth(message, context)
    guard let jobs = jobs[parties], recentSends[id] == nil else { return }
    let text = message.text.map { ComparableText($0) }
    let record = ListPass.Record(
      id: id,
      at: at,
      text: text,
      digests: message.digests(text, by: context.digest),
      isMMS: message.isMMS
    )
    // A record that a search is looking for counts as such, whatever else it may be.
    let isSought = jobs.contains { job in searches[job].map { record.names($0.key) } ?? false }
    if !isSought, isExplained(record, parties, context) { return }
    look?.page.append((parties, record))
  }

  /// Whether the text is that of an attempt under way, or of a code without an id.
  private func isExplained(
    _ record: ListPass.Record,
    _ parties: Parties,
    _ context: Context
  ) -> Bool {
    let kinds = record.isMMS.map { [$0] } ?? [false, true]
    let keys = kinds.flatMap { isMMS in
      record.digests.map { MessageKey(between: parties, text: $0, isMMS: isMMS) }
    }
    return keys.contains(where: context.keys.contains)
      || record.text.map { recentCodes.explain($0, between: parties) } ?? false
  }

  /// Our own known messages show whether the list keeps texts as they were sent; those of MMS it may
  /// leave out.
  private mutating func noteTruth(_ message: ListedMessage, _ context: Context) {
    guard message.isMMS != true, let sent = message.id.flatMap({ recentSends[$0] }) else { return }
    let shown = message.text.map { context.digest(ComparableText($0).message) }
    if shown == sent { look?.truthful += 1 } else { look?.untruthful += 1 }
  }

  private mutating func considerFaceless(_ message: ListedMessage) {
    let faceless = ListPass.Faceless(to: message.to.phone, from: message.from.phone)
    if let parties = message.parties, jobs[parties] == nil { return }
    if let id = message.id {
      look?.facelessPage.append((id, faceless))
    } else {
      look?.add(faceless)
    }
  }

  private mutating func fail(_ error: ProviderError, _ retryAfter: Interval?, _ now: Moment) -> Step
  {
    look?.failure = error
    look?.retryAfter = retryAfter
    return identify(now)
  }

  /// Records seen so far count, even if the rest of the list could not be read.
  private mutating func identify(_ now: Moment) -> Step {
    guard let ids = look?.ids, !ids.isEmpty else { return goOn(now) }
    look?.stage = .identifying
    return .identify(ids)
  }

  /// The ledger's answer; if nil, it could not answer, and the look has failed.
  mutating func identified(known: Set<String>?, at now: Moment) -> Step {
    guard look?.stage == .identifying else { return .more }
    if let known {
      look?.settlePage(known: known)
    } else {
      look?.failure = ProviderError(code: .interrupted, reason: "the ledger did not answer")
    }
    return goOn(now)
  }

  /// Continues with the next page, or concludes.
  private mutating func goOn(_ now: Moment) -> Step {
    guard let look, look.failure == nil, !look.isWhole else { return .verdict(conclude(at: now)) }
    if let reason = look.limit(at: now.monotonic) {
      self.look?.failure = ProviderError(code: .providerError, reason: reason)
      return .verdict(conclude(at: now))
    }
    self.look?.stage = .resting
    return .more
  }

  private mutating func conclude(at now: Moment) -> Verdict {
    guard let look else { return Verdict() }
    self.look = nil
    var verdict = Verdict(error: look.failure, retryAfter: look.retryAfter)
    if look.hasTooMany, verdict.error == nil, let reason = look.limit(at: now.monotonic) {
      verdict.error = ProviderError(code: .providerError, reason: reason)
    }
    let isWhole = verdict.error == nil
    if isWhole, look.due.contains(where: { searches[$0].map(isBeforeMove) == true }) {
      verdict.error = Self.moved
    }
    failures = verdict.error == nil ? 0 : failures + 1
    var unclear: Set<JobNumber> = []
    for (parties, records) in look.records {
      match(records, of: parties, in: look, now, &verdict, &unclear)
    }
    let found = Set(verdict.found.map(\.search.job))
    for job in look.due.subtracting(found).sorted() {
      guard var search = searches[job] else { continue }
      guard isWhole, !isBeforeMove(search) else {
        verdict.failed.append(search)
        continue
      }
      search.looks += 1
      searches[job] = search
      let parties = search.key.parties
      if unclear.contains(job) || look.hasFaceless(between: parties) {
        verdict.unclear.append(search)
      } else {
        verdict.negative.append(search)
      }
    }
    return verdict
  }

  private func match(
    _ records: [ListPass.Record],
    of parties: Parties,
    in look: ListPass,
    _ now: Moment,
    _ verdict: inout Verdict,
    _ unclear: inout Set<JobNumber>
  ) {
    let searches = jobs[parties, default: []].compactMap { self.searches[$0] }
    let latest = latest(at: now)
    let match = RecordMatch(searches, records, showsTexts: look.showsTexts) { search in
      RecordWindow(earliest: earliest(search.since, at: now), latest: latest)
    }
    verdict.found += match.found
    let found = Set(match.found.map(\.search.job))
    for search in searches where look.due.contains(search.job) && !found.contains(search.job) {
      if match.isUnclear(search) { unclear.insert(search.job) }
    }
  }
}
