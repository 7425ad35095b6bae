import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import Synchronization
import TestSupport

/// A spool in a temporary directory with an intake; time stands still unless the test advances it.
final class IntakeFixture: Sendable {
  let root: TemporaryDirectory
  let layout: SpoolLayout
  let ledger = LedgerDouble()
  let store: BatchStoreDouble
  let clock: ManualClock
  let intake: Intake
  let dependencies: IntakeDependencies
  let reports: Recorder<IntakeReport>
  let acceptances: Recorder<Acceptance>
  private let beforeTaking: Mutex<@Sendable () -> Void>

  static let request = #"{"to": "12065550142", "body": "Hello"}"#

  /// Creates a spool and an intake for it.
  ///
  /// - Parameters:
  ///   - minFreeBytes: The setting of the intake.
  ///   - maxQueued: The setting of the intake.
  ///   - rules: What requests may say.
  ///   - inotify: Another fixture's notices, to share them.
  /// - Throws: `SystemError` if the directories cannot be created.
  init(
    minFreeBytes: Int64 = 0,
    maxQueued: Int = 1_000,
    rules: RequestRules = Sample.rules,
    inotify: SharedInotify = SharedInotify(
      for: Intake.changes,
      on: QueueExecutor(label: "intake")
    )
  ) throws {
    let root = try TemporaryDirectory()
    let layout = SpoolLayout(root: root.path("spool"))
    try layout.make()
    let clock = ManualClock(wall: WallTime(nanoseconds: Clocks.wall))
    let reports = Recorder<IntakeReport>()
    let acceptances = Recorder<Acceptance>()
    let fixture = WeakFixture()
    let store = BatchStoreDouble(ledger)
    let dependencies = IntakeDependencies(
      ledger: ledger,
      batches: store,
      state: root.directory,
      inotify: inotify,
      clock: { clock.now },
      bootTime: { BootTime(nanoseconds: clock.now.monotonic.nanoseconds, boot: "boot") },
      random: { fixture.takes() },
      digest: { $0 },
      accepted: { for acceptance in $0 { acceptances.add(acceptance) } },
      report: { reports.add($0) }
    )
    intake = Intake(
      Self.settings(layout, rules: rules, maxQueued: maxQueued, minFreeBytes: minFreeBytes),
      dependencies
    )
    self.store = store
    self.dependencies = dependencies
    self.root = root
    self.layout = layout
    self.clock = clock
    self.reports = reports
    self.acceptances = acceptances
    beforeTaking = Mutex {}
    fixture.set(self)
  }

  static func settings(
    _ layout: SpoolLayout,
    rules: RequestRules = Sample.rules,
    maxQueued: Int = 1_000,
    minFreeBytes: Int64 = 0
  ) -> IntakeSettings {
    IntakeSettings(
      layout: layout,
      rules: rules,
      maxQueued: maxQueued,
      minFreeBytes: minFreeBytes
    )
  }

  /// Runs `body` once, between the next check of a file and its move to `.taken/`.
  func beforeNextTaking(_ body: @escaping @Sendable () -> Void) {
    beforeTaking.withLock { $0 = body }
  }

  fileprivate func taking() {
    let body = beforeTaking.withLock { stored in
      let body = stored
      stored = {}
      return body
    }
    body()
  }

  func directory(_ which: SpoolDirectory) throws -> Directory {
    try Directory(path: layout.path(of: which))
  }

  /// Submits a file as a producer should, with a rename.
  func drop(_ name: FileName, _ text: String = IntakeFixture.request) throws {
    let incoming = try directory(.incoming)
    try incoming.writeReplacing(name, Array(text.utf8), mode: 0o644, durable: false)
  }

  /// Starts the intake, and returns after the first scan.
  func start() async {
    await intake.start()
    await intake.idle()
  }

  /// Another intake for the same spool, as after a crash or with other settings.
  func another(
    _ change: (inout IntakeSettings, inout IntakeDependencies) -> Void = { _, _ in }
  ) -> Intake {
    var settings = Self.settings(layout)
    var dependencies = dependencies
    change(&settings, &dependencies)
    return Intake(settings, dependencies)
  }

  /// Scans once.
  func look() async {
    await intake.lookNow()
    await intake.idle()
  }

  /// The names in a directory, sorted.
  func names(in which: SpoolDirectory) throws -> [String] {
    var listing = try directory(which).listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append(entry.name.escaped) }
    return names.sorted()
  }

  /// A JSON file of the spool.
  func json(_ name: FileName, in which: SpoolDirectory) throws -> JSONObject {
    let bytes = try directory(which).read(name, upTo: 1 << 20)
    return try JSONParser.parse(bytes).object ?? JSONObject()
  }

  func error(_ name: FileName, in which: SpoolDirectory) throws -> JSONObject {
    try json(name, in: which)["error"]?.object ?? JSONObject()
  }
}

/// Provides numbers, and notifies the fixture that a file is about to be taken.
private final class WeakFixture: Sendable {
  private struct State {
    weak var fixture: IntakeFixture?
    var number: UInt64 = 0
  }

  private let state = Mutex(State())

  func set(_ fixture: IntakeFixture) {
    state.withLock { $0.fixture = fixture }
  }

  func takes() -> UInt64 {
    let (fixture, number) = state.withLock { state in
      state.number += 2
      return (state.fixture, state.number)
    }
    fixture?.taking()
    return number
  }
}
