import SMSCore

/// What is sent at most within some time.
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
