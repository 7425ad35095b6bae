/// The numbers of the account, those for sale, and the tasks that change them.
struct NumberInventory {
  /// The numbers with no meaning in fiction or life: 555-0100 to 555-0199 of some area codes.
  private static let lines: ClosedRange<UInt64> = 5_550_100...5_550_199

  private var own: [UInt64: AccountNumber]
  private var tasks: [Identifier: ProvisioningTask] = [:]
  /// Tasks that have not been applied yet.
  private var open: [Identifier] = []

  /// The account's numbers, all enabled for texts.
  init(_ numbers: some Sequence<UInt64>) {
    own = Dictionary(
      numbers.map { ($0, AccountNumber(number: $0, isMessagingEnabled: true)) }
    ) { first, _ in first }
  }

  /// The account's numbers in order.
  var all: [AccountNumber] { own.values.sorted { $0.number < $1.number } }

  subscript(number: UInt64) -> AccountNumber? {
    get { own[number] }
    set { own[number] = newValue }
  }

  /// Whether texts may be sent from a number.
  func maySend(from number: UInt64) -> Bool { own[number]?.isMessagingEnabled ?? false }

  /// The numbers for sale, in order.
  var available: [UInt64] {
    NumberPlace.areaCodes.flatMap { code in
      Self.lines.map { 10_000_000_000 + code * 10_000_000 + $0 }
    }.filter { own[$0] == nil }
  }

  func isAvailable(_ number: UInt64) -> Bool {
    number / 10_000_000_000 == 1 && own[number] == nil
      && Self.lines.contains(number % 10_000_000)
      && NumberPlace.areaCodes.contains(number / 10_000_000 % 1_000)
  }

  /// Adds a bought number, which is not enabled for texts.
  mutating func add(_ number: UInt64) {
    own[number] = AccountNumber(number: number, isMessagingEnabled: false)
  }

  /// Removes a number.
  mutating func remove(_ number: UInt64) {
    own[number] = nil
  }
}

extension NumberInventory {
  subscript(task identifier: Identifier) -> ProvisioningTask? { tasks[identifier] }

  /// Begins a task.
  mutating func begin(_ task: ProvisioningTask) {
    tasks[task.identifier] = task
    open.append(task.identifier)
    own[task.number]?.task = task.identifier
  }

  /// Applies the tasks that have ended.
  mutating func settle(at now: Int64) {
    guard !open.isEmpty else { return }
    for identifier in open {
      guard let task = tasks[identifier], task.endsAt <= now, task.outcome == .successful else {
        continue
      }
      own[task.number]?.isMessagingEnabled = task.enables
    }
    open.removeAll { identifier in tasks[identifier].map { $0.endsAt <= now } ?? true }
  }
}
