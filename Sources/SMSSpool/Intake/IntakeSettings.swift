package import SMSCore
package import SMSSystem

/// The configuration of one spool's intake, which a reload may change.
package struct IntakeSettings: Sendable {
  package var layout: SpoolLayout
  package var rules: RequestRules
  /// The maximum number of waiting jobs, at least 1; further requests stay in `incoming/`.
  package var maxQueued: Int
  /// Free bytes required on the disks of the spool and the state directory to accept requests.
  package var minFreeBytes: Int64
  /// What messages cost, by account.
  package var prices: [String: Prices]
  package var batches = BatchSettings()

  package init(
    layout: SpoolLayout,
    rules: RequestRules,
    maxQueued: Int,
    minFreeBytes: Int64,
    prices: [String: Prices] = [:]
  ) {
    self.layout = layout
    self.rules = rules
    self.maxQueued = maxQueued
    self.minFreeBytes = minFreeBytes
    self.prices = prices
  }
}

/// The configuration of batches.
package struct BatchSettings: Sendable, Equatable {
  /// How long a message of a batch may wait unless its line or the header sets a limit.
  package var giveUpAfter = Interval(seconds: 7 * 86_400)

  package init() {}
}

/// What the daemon provides to intake.
package struct IntakeDependencies: Sendable {
  package var ledger: any Ledger
  package var batches: any BatchStore
  /// The state directory, whose disk must also have room.
  package var state: Directory
  /// The kernel's file events, see `Intake.changes`; all intakes share it and its queue.
  package var inotify: SharedInotify
  package var clock: @Sendable () -> Moment
  /// The clock that the lifetime of codes is measured by.
  package var bootTime: @Sendable () -> BootTime
  package var random: @Sendable () -> UInt64
  /// The keyed digest of a request's canonical content, 32 bytes.
  package var digest: @Sendable ([UInt8]) -> [UInt8]
  /// Receives what the ledger accepted, in order, before the files are removed.
  package var accepted: @Sendable ([Acceptance]) -> Void
  package var report: @Sendable (IntakeReport) -> Void
  /// Receives the lanes in which the messages of an accepted batch wait.
  package var activated: @Sendable (Set<Lane>) -> Void = { _ in }
  /// Called when merely accepting a request calls for a result.
  package var resultsChanged: @Sendable () -> Void = {}
  /// Called for each refused request, whether or not it is reported.
  package var refused: @Sendable (ErrorCode) -> Void = { _ in }
  /// How an account sends now, for a dry run.
  package var outlook: @Sendable (_ account: String) async -> SendingOutlook = { _ in
    SendingOutlook(messagesPerSecond: 0, isPaused: false)
  }
  /// The batches that are being checked; all intakes share it.
  package var checks = BatchChecks()
  /// Where copies of messages' files are kept.
  package var shelf: MediaShelf
  /// The hash of an id by which a batch's are compared first.
  var hash: @Sendable (String) -> UInt64 = { BatchIDs.hash($0) }
  /// Claims an `incoming/` directory; returns the name of another spool that already has it.
  package var claim: @Sendable (FileStatus) -> String? = { _ in nil }

  package init(
    ledger: any Ledger,
    batches: any BatchStore,
    state: Directory,
    inotify: SharedInotify,
    clock: @escaping @Sendable () -> Moment,
    bootTime: @escaping @Sendable () -> BootTime,
    random: @escaping @Sendable () -> UInt64,
    digest: @escaping @Sendable ([UInt8]) -> [UInt8],
    accepted: @escaping @Sendable ([Acceptance]) -> Void,
    report: @escaping @Sendable (IntakeReport) -> Void
  ) {
    self.ledger = ledger
    self.batches = batches
    self.state = state
    shelf = MediaShelf(in: state)
    self.inotify = inotify
    self.clock = clock
    self.bootTime = bootTime
    self.random = random
    self.digest = digest
    self.accepted = accepted
    self.report = report
  }
}
