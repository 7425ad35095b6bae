import Testing

@testable import SMSCore

/// An alarm machine with a clock, and everything that it reported; checks the reports' order.
struct AlarmFixture {
  static let start = WallTime(milliseconds: 1_795_420_800_000)

  var machine: AlarmMachine
  private(set) var now: Moment
  private(set) var notices: [AlarmNotice] = []
  /// What is stored, by id.
  private(set) var records: [String: AlarmRecord] = [:]
  /// The ids of alarms that were raised and not cleared since.
  private(set) var open: Set<String> = []
  var policy: AlarmPolicy
  /// Whether reports arrive as soon as they are made.
  var delivers = true

  init(_ policy: AlarmPolicy = AlarmPolicy(), seed: UInt64 = 1) {
    self.policy = policy
    now = Moment(wall: Self.start, monotonic: MonotonicTime(nanoseconds: 1_000))
    machine = AlarmMachine(policy: policy, seed: seed, records: [], at: now)
  }

  /// The key, state and severity of each report since the last call.
  mutating func reports() -> [String] {
    defer { notices = [] }
    return notices.map { "\($0.condition.key.text) \($0.state.rawValue)" }
  }

  mutating func handle(_ event: AlarmEvent) {
    for action in machine.handle(event, at: now) { perform(action) }
  }

  private mutating func perform(_ action: AlarmAction) {
    switch action {
    case .keep(let record): records[record.id] = record
    case .forget(let id): records[id] = nil
    case .report(let notice):
      notices.append(notice)
      check(notice)
      if delivers { handle(.delivered(id: notice.id, notice.state)) }
    }
  }

  private mutating func check(_ notice: AlarmNotice) {
    switch notice.state {
    case .raised: open.insert(notice.id)
    case .repeated: #expect(open.contains(notice.id), "\(notice)")
    case .cleared: #expect(open.remove(notice.id) != nil, "\(notice)")
    }
    #expect(notice.at == now.wall)
  }

  /// Lets time pass, with the wake-ups that the machine asks for.
  mutating func wait(_ seconds: Double) {
    let end = now.monotonic.advanced(by: Interval(seconds: seconds))
    while let wake = machine.nextWake(after: now.monotonic), wake <= end {
      #expect(wake > now.monotonic)
      set(max(wake, now.monotonic))
      handle(.timer)
    }
    set(end)
    handle(.timer)
  }

  private mutating func set(_ time: MonotonicTime) {
    let passed = time.since(now.monotonic)
    now = Moment(wall: now.wall.advanced(by: passed), monotonic: time)
  }

  /// Starts another machine with what is stored, after a time.
  mutating func restart(after seconds: Double = 0, seed: UInt64 = 2) {
    set(now.monotonic.advanced(by: Interval(seconds: seconds)))
    machine = AlarmMachine(
      policy: policy,
      seed: seed,
      records: Array(records.values),
      at: now
    )
    handle(.timer)
  }

  static func condition(
    _ subject: String,
    _ severity: AlarmSeverity = .warning,
    _ kind: AlarmKey.Kind = .intakeStopped
  ) -> AlarmCondition {
    AlarmCondition(
      AlarmKey(kind, subject),
      severity,
      message: "\(subject) is wrong.",
      ending: "\(subject) is right.",
      hint: "Repair it."
    )
  }
}
