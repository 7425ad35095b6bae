import SMSCore
import Testing

/// The beginning of attempts, and what is not sent although nothing is wrong with it.
extension MemoryLedger {
  mutating func begin(_ claims: [Claim], at now: Moment) -> BegunAttempts {
    var answer = BegunAttempts()
    for claim in claims {
      let number = claim.job
      guard let job = jobs[number], job.state == .queued || job.state == .deferred else { continue }
      guard job.entry.revision == claim.revision else {
        answer.changed[number] = job.entry.lane
        continue
      }
      let batch = job.entry.lane.batch.flatMap { batches[$0] }
      #expect(batch?.isAccepting != true, "\(number) begins before its batch is whole")
      #expect(!hasWaiting(for: number), "\(number) begins before a command that has waited for it")
      if let error = refusal(of: job) {
        end(number, job.entry.isCode ? .failed : .suppressed, error)
        continue
      }
      switch repetition(of: job, at: now.wall) {
      case .open(let other):
        answer.waiting[number] = other
        continue
      case .sent(let error):
        end(number, .suppressed, error)
        continue
      case nil: break
      }
      if let time = recipientWait(of: job, at: now.wall) {
        answer.later[number] = time
        change(number) { $0.entry.dueAt = time }
        continue
      }
      if let refusal = capRefusal(of: job, at: now.wall) {
        answer.refused[number] = refusal
        continue
      }
      count(job, at: now.wall)
      change(number) {
        $0.begunFrom = job.state
        $0.begunAt = PastMoment(now)
        $0.hasDispatch = false
        $0.entry.attempts += 1
      }
      move(number, to: .attempting)
      answer.begun.insert(number)
    }
    return answer
  }

  enum Repetition {
    /// That job may be taking the same text to the same phone.
    case open(JobNumber)
    case sent(JobError)
  }

  func refusal(of job: Job) -> JobError? {
    let entry = job.entry
    return rules.accounts[entry.lane.account]?.refusal(
      of: entry.envelope.to,
      by: entry.lane.account,
      isCode: entry.isCode,
      segments: entry.envelope.isMMS ? nil : entry.envelope.segments
    )
  }

  /// Whether a job would repeat another; nil if not.
  func repetition(of job: Job, at now: WallTime) -> Repetition? {
    let entry = job.entry
    guard let window = rules.repeats[entry.lane.spool], !entry.isCode else { return nil }
    let others = jobs.values.filter {
      $0.entry.number != entry.number && $0.entry.lane.spool == entry.lane.spool
        && $0.entry.envelope.to == entry.envelope.to
        && $0.entry.envelope.text == entry.envelope.text
        && $0.entry.envelope.media == entry.envelope.media
    }
    if let open = others.first(where: { $0.state == .attempting || $0.state == .inDoubt }) {
      return .open(open.entry.number)
    }
    let sent = others.filter { other in
      guard other.state == .sent, let time = other.sentAt else { return false }
      return abs(now.since(time).nanoseconds) < window.nanoseconds
    }
    return sent.first.map {
      .sent(.duplicateText(of: $0.entry.name.id, in: entry.lane.spool, within: window))
    }
  }
}

// MARK: Windows

extension MemoryLedger {
  /// Gives two waiting messages per step the zones of their recipients.
  mutating func assignZones(in spool: String, from cursor: LaneCursor?) -> BroughtForward {
    let waiting = jobs.values.filter { $0.state == .queued || $0.state == .deferred }
    let entries: [AgendaEntry] = waiting.map(\.entry).filter { entry in
      entry.lane.spool == spool && entry.lane.zones == LaneZones.none
        && entry.lane.priority != Priority.urgent
    }
    let part = entries.sorted { $0.number < $1.number }.prefix(2)
    var changed: Set<Lane> = []
    for entry in part {
      var lane = entry.lane
      lane.zones = LaneZones(of: entry.envelope.to)
      change(entry.number) { $0.entry.lane = lane }
      lanes[entry.lane]?.removeAll { $0 == entry.number }
      lanes[lane, default: []].append(entry.number)
      lanes[lane]?.sort()
      changed.insert(lane)
    }
    guard part.count == 2, let last = part.last else {
      return BroughtForward(lanes: changed, next: nil)
    }
    let next = LaneCursor(lane: last.lane, dueAt: last.dueAt, job: last.number)
    return BroughtForward(lanes: changed, next: next)
  }
}

// MARK: Caps

extension MemoryLedger {
  struct Contact {
    var spool: String
    var phone: PhoneNumber
    var at: WallTime
    var job: JobNumber
  }

  private func areUrgent(_ job: Job) -> Bool {
    job.entry.isCode || job.entry.lane.priority == .urgent
  }

  mutating func recipientWait(of job: Job, at now: WallTime) -> WallTime? {
    let (spool, phone) = (job.entry.name.spool, job.entry.envelope.to)
    guard let cap = rules.caps.recipients[spool], cap.holdsUrgent || !areUrgent(job) else {
      return nil
    }
    let times = contacts.filter { $0.spool == spool && $0.phone == phone }.map(\.at)
    guard let time = cap.opens(after: times, at: now) else { return nil }
    for index in contacts.indices where contacts[index].phone == phone {
      contacts[index].at = min(contacts[index].at, now)
    }
    return time
  }

  mutating func capRefusal(of job: Job, at now: WallTime) -> CapRefusal? {
    book.refusal(of: CappedMessage(job.entry), by: rules.caps.caps, at: now)
  }

  mutating func count(_ job: Job, at now: WallTime) {
    let number = job.entry.number
    let isCounted = !rules.caps.caps.isEmpty || !rules.caps.recipients.isEmpty
    change(number) { $0.countedAt = isCounted ? now : nil }
    guard isCounted else { return }
    book.count(CappedMessage(job.entry), at: now)
    let (spool, phone) = (job.entry.name.spool, job.entry.envelope.to)
    guard rules.caps.recipients[spool] != nil else { return }
    contacts.append(Contact(spool: spool, phone: phone, at: now, job: number))
  }

  mutating func giveBack(_ job: Job) {
    guard let time = job.countedAt else { return }
    book.giveBack(CappedMessage(job.entry), countedAt: time)
    change(job.entry.number) { $0.countedAt = nil }
    if let index = contacts.lastIndex(where: { $0.job == job.entry.number }) {
      contacts.remove(at: index)
    }
  }
}
