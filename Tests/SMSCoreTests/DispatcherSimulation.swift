import Testing

@testable import SMSCore

/// The machine with a ledger in memory, a scripted provider and a simulated clock.
///
/// It plays the shell's part, and checks the invariants after every event.
struct DispatcherSimulation {
  enum Operation: Hashable, CaseIterable {
    case begin
    case settle
    case load
    case expire
    case execute
    case identify
  }

  var machine: DispatcherMachine
  var configuration: DispatcherConfiguration
  var ledger = MemoryLedger()
  var provider = ScriptedProvider()
  var now: Moment
  /// How long a commit takes, and how long its result takes to arrive.
  var commitTakes: () -> Interval = { Interval(milliseconds: 1) }
  var newsTakes: () -> Interval = { .zero }
  /// Operations that the ledger currently refuses.
  var failing: Set<Operation> = []
  /// The pages requested.
  var loads: [(lane: Lane, limit: Int)] = []
  var reports: [DispatcherReport] = []
  var begins: [(at: MonotonicTime, jobs: [JobNumber])] = []
  var postponed: [JobNumber] = []
  /// Consecutive timer events without time passing.
  private var spins = 0
  /// In reverse order of time.
  private var agenda: [Step] = []
  /// Whether to check the places of all jobs too: after every event while there are few jobs, after
  /// every eighth if there are many.
  var checksDeeply = true
  /// The number of events given to the machine.
  var events = 0
  /// Increases at every restart; events for an earlier process never arrive.
  var life = 0
  /// After a reload to fewer places, more may be in progress for a while.
  var mostPlaces = 0

  /// Something that happens at a time; steps for the same time run in order of insertion.
  struct Step {
    var at: MonotonicTime
    var body: (inout DispatcherSimulation) -> Void
  }

  init(
    rate: Double = 100,
    maxInFlight: Int = 16,
    spools: [String: Double] = ["default": 1],
    maxAttempts: Int = 10,
    ifUncertain: UncertainPolicy = .report,
    seed: UInt64 = 1
  ) {
    configuration = DispatcherConfiguration(
      accounts: ["main": .sample("main", rate: rate, maxInFlight: maxInFlight)],
      spools: spools.mapValues { SpoolPolicy(share: $0) },
      retry: RetryPolicy(
        maxAttempts: maxAttempts,
        firstDelay: Interval(seconds: 2),
        maxDelay: Interval(seconds: 300)
      ),
      ifUncertain: ifUncertain,
      looksAfter: [5, 15, 45].map(Interval.init(seconds:)),
      errors: PlainErrors()
    )
    now = Moment(
      wall: WallTime(milliseconds: 1_700_000_000_000),
      monotonic: MonotonicTime(nanoseconds: 0)
    )
    machine = DispatcherMachine(
      configuration: configuration,
      seed: seed,
      now: now,
      digest: Self.digest
    )
  }

  /// Not keyed, but different for different texts (FNV-1a, twice).
  static let digest: @Sendable (MessageText) -> TextDigest = { text in
    let bytes = [UInt8(0), 1].flatMap { seed in
      let hash = text.string.utf8.reduce(14_695_981_039_346_656_037 &+ UInt64(seed)) {
        ($0 ^ UInt64($1)) &* 1_099_511_628_211
      }
      return (0..<8).map { UInt8(truncatingIfNeeded: hash >> UInt64(8 * $0)) }
    }
    guard let digest = TextDigest(bytes: bytes) else { preconditionFailure("16 bytes are enough") }
    return digest
  }

  /// The first event; a restart sends it to the new machine.
  mutating func start() { handle(.recovered(ledger.recover())) }

  // MARK: Time

  mutating func after(_ delay: Interval, _ body: @escaping (inout DispatcherSimulation) -> Void) {
    let step = Step(at: now.monotonic.advanced(by: delay), body: body)
    var (low, high) = (0, agenda.count)
    while low < high {
      let middle = (low + high) / 2
      if agenda[middle].at > step.at { low = middle + 1 } else { high = middle }
    }
    agenda.insert(step, at: low)
  }

  mutating func run(for length: Interval) {
    let end = now.monotonic.advanced(by: length)
    while let next = nextTime(), next <= end { step(to: next) }
    advance(to: end)
  }

  /// Runs until a condition holds.
  mutating func run(
    within length: Interval = Interval(seconds: 3600),
    until isMet: (DispatcherSimulation) -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let end = now.monotonic.advanced(by: length)
    while !isMet(self) {
      guard let next = nextTime(), next <= end else {
        Issue.record("not met in time", sourceLocation: sourceLocation)
        return
      }
      step(to: next)
    }
  }

  private func nextTime() -> MonotonicTime? {
    let wake = machine.nextWake(after: now)
    let due = wake.wall.map { now.monotonic.advanced(by: max(.zero, $0.since(now.wall))) }
    return [agenda.last?.at, wake.monotonic.map { max($0, now.monotonic) }, due]
      .compactMap { $0 }.min()
  }

  private mutating func step(to time: MonotonicTime) {
    if time > now.monotonic { spins = 0 }
    advance(to: time)
    guard let next = agenda.last, next.at <= now.monotonic else {
      spins += 1
      #expect(spins <= 3, "the machine wakes up for nothing, over and over")
      return handle(.timer)
    }
    agenda.removeLast()
    next.body(&self)
  }

  private mutating func advance(to time: MonotonicTime) {
    let passed = time.since(now.monotonic)
    now.wall.milliseconds =
      (now.wall.milliseconds * 1_000_000 + wallRest + passed.nanoseconds) / 1_000_000
    wallRest = (wallRest + passed.nanoseconds) % 1_000_000
    now.monotonic = time
  }

  /// The wall clock's nanoseconds below a millisecond.
  private var wallRest: Int64 = 0

  // MARK: Events

  mutating func handle(_ event: DispatcherEvent) {
    events += 1
    let actions = machine.handle(event, at: now)
    for action in actions { perform(action) }
    check()
  }
}
