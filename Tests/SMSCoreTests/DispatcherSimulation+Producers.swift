import Testing

@testable import SMSCore

extension AccountPolicy {
  static func sample(
    _ name: String,
    rate: Double = 100,
    maxInFlight: Int = 16
  ) -> AccountPolicy {
    AccountPolicy(
      messagesPerSecond: rate,
      maxInFlight: maxInFlight,
      probeInterval: Interval(seconds: 30),
      facts: AccountFacts(
        name: name,
        baseURL: "https://api.flowroute.example",
        api: "v2.1",
        keySource: "a file",
        caFile: nil,
        messagesPerSecond: rate
      )
    )
  }
}

/// The actions of producers and operators, and their results.
extension DispatcherSimulation {
  /// Accepts jobs in one commit, and passes them to the machine at once.
  @discardableResult
  mutating func submit(
    _ count: Int = 1,
    _ priority: Priority = .normal,
    spool: String = "default",
    account: String = "main",
    in delay: Interval? = nil,
    expiresAfter life: Interval = Interval(seconds: 14_400),
    isDefaultLife: Bool = false,
    ignoresWindow: Bool = false,
    ifUncertain: UncertainPolicy? = nil,
    text: String? = nil,
    media: Media? = nil,
    to phone: String = "12065550142",
    from sender: String = "12065550101"
  ) throws -> [JobNumber] {
    let message = Message(
      account: account,
      to: .phone(try PhoneNumber(parsing: phone)),
      from: try PhoneNumber(parsing: sender),
      text: MessageText(""),
      media: media,
      priority: priority,
      notBefore: delay.map { now.wall.advanced(by: $0) },
      expiresAt: now.wall.advanced(by: life),
      life: isDefaultLife ? life : nil,
      ignoresWindow: ignoresWindow,
      ifUncertain: ifUncertain
    )
    let entries = (0..<count).map { _ in
      var message = message
      // Messages with the same key wait for each other, which most tests do not need.
      message.text = MessageText(text ?? "text \(ledger.jobs.count + 1)")
      return ledger.accept(message, spool: spool, at: now.wall)
    }
    handle(.accepted(entries.map { .message($0) }))
    return entries.map(\.number)
  }

  /// Adds messages to a batch that is being accepted; the machine learns of them by `activate`.
  @discardableResult
  mutating func add(
    _ count: Int,
    _ priority: Priority = .bulk,
    spool: String = "default",
    to batch: JobNumber,
    phone: String = "12065550142"
  ) throws -> [JobNumber] {
    guard ledger.batches[batch]?.isCanceled == false else { return [] }
    let (to, from) = (
      try PhoneNumber(parsing: phone), try PhoneNumber(parsing: "12065550101")
    )
    return (0..<count).map { _ in
      let message = Message(
        account: "main",
        to: .phone(to),
        from: from,
        text: MessageText("text \(ledger.jobs.count + 1)"),
        priority: priority,
        notBefore: nil,
        expiresAt: now.wall.advanced(by: Interval(seconds: 14_400)),
        ifUncertain: nil
      )
      return ledger.accept(message, spool: spool, at: now.wall, in: batch).number
    }
  }

  /// Ends the acceptance of a batch.
  mutating func activate(_ batch: JobNumber) {
    handle(.activated(ledger.activate(batch)))
  }

  /// The name of a batch, for commands.
  func batchName(_ batch: JobNumber) -> JobName {
    JobName(spool: "default", id: "batch-\(batch.value)")
  }

  @discardableResult
  mutating func command(_ command: Command) -> JobNumber {
    let job = ledger.accept(command)
    handle(.accepted([.command(job)]))
    return job.number
  }

  func name(_ job: JobNumber) -> JobName { JobName(spool: "default", id: "job-\(job.value)") }

  mutating func reload(_ change: (inout DispatcherConfiguration) -> Void) {
    change(&configuration)
    ledger.windows = configuration.windows
    mostPlaces = max(mostPlaces, machine.lines.map(\.policy.maxInFlight).max() ?? 0)
    handle(.reconfigured(configuration))
  }

  /// Reloads the configuration with another rule about what the account sends.
  mutating func reload(_ staging: Staging) {
    ledger.rules.accounts["main"] = staging.isOpen ? nil : staging
    reload { $0.accounts["main"]?.staging = staging }
  }

  /// Another process takes over the ledger; everything in progress is lost.
  mutating func crashAndRestart() {
    life += 1
    let time = Moment(wall: now.wall, monotonic: now.monotonic)
    machine = DispatcherMachine(
      configuration: configuration,
      seed: 99,
      now: time,
      digest: Self.digest
    )
    start()
  }

  // MARK: Seen from outside

  func state(_ job: JobNumber) -> JobState? { ledger.jobs[job]?.state }
  func error(_ job: JobNumber) -> JobError? { ledger.jobs[job]?.error }
  func states(_ jobs: [JobNumber]) -> Set<JobState> { Set(jobs.compactMap(state)) }
  func attempts(_ job: JobNumber) -> [AttemptRecord] { ledger.jobs[job]?.attempts ?? [] }
  var sent: [JobNumber] { provider.sends.map(\.job) }

  /// Nothing waits, nothing is in progress, and the ledger agrees.
  var isSettled: Bool { machine.isIdle && ledger.open == 0 }

  var pausePhase: AccountPause.Phase? { machine.lines.first?.pause?.phase }
}
