internal import SMSCore
internal import SMSDaemon

extension DoctorChecks {
  /// How many of the newest jobs to examine for senders.
  private static let looked = 2_000

  /// For every number of every account, whether the provider last accepted or refused it.
  func senders() -> [Finding] {
    let ended = JobFilter(states: [.sent, .failed])
    let jobs = try? LedgerPlace(configuration).reader().list(ended, limit: Self.looked)
    let canTell = jobs != nil || seesAsDaemon
    return configuration.accounts.sorted { $0.key < $1.key }.flatMap { name, account in
      account.numbers.map { number in
        let last = jobs?.first { job in
          job.message?.from == number && (job.state == .sent || job.error?.code == .forbidden)
        }
        return finding(number, account: name, last, canTell: canTell)
      }
    }
      + configuration.spools.sorted { $0.key < $1.key }.compactMap { name, spool in
        pool(of: name) ?? withoutSender(name, spool)
      }
  }

  /// What a spool's pool is, and how many recipients each of its numbers has.
  private func pool(of name: String) -> Finding? {
    guard let pool = configuration.pool(of: name) else { return nil }
    guard let loads = try? LedgerPlace(configuration).reader().summary().senders else {
      let numbers = pool.numbers.map(\.digits).joined(separator: ", ")
      return .ok("spool \(name) sends from a pool: \(numbers)")
    }
    let numbers = pool.numbers.map { number in
      let load = loads.first { $0.spool == name && $0.sender == number }
      return "\(number.digits) (\(load?.recipients ?? 0))"
    }
    let strays = loads.filter { $0.spool == name && !pool.numbers.contains($0.sender) }
    let left = strays.reduce(0) { $0 + $1.recipients }
    let rest = left > 0 ? "; \(left) recipients get another with their next text" : ""
    return .ok(
      """
      spool \(name) sends from a pool, with recipients: \(numbers.joined(separator: ", "))\(rest)
      """
    )
  }

  private func finding(
    _ number: PhoneNumber,
    account: String,
    _ last: JobSnapshot?,
    canTell: Bool
  ) -> Finding {
    let sender = "sender \(number.digits), account \(account)"
    guard canTell else {
      return .note("\(sender): this user cannot see in the ledger what was sent from it")
    }
    guard let last else {
      return .note("\(sender): nothing was sent from it yet")
    }
    let time = Span.text(last.updatedAt, from: now)
    guard last.state != .sent else { return .ok("\(sender): last sent from \(time)") }
    return .problem(
      "\(sender): refused \(time) (job \(last.name.id))",
      hint: last.error?.hint ?? "",
      .configuration
    )
  }

  private func withoutSender(_ name: String, _ spool: Configuration.Spool) -> Finding? {
    guard spool.defaultFrom == nil else { return nil }
    return .note(
      "spool \(name) has no default_from: each of its requests must name its sender"
    )
  }
}
