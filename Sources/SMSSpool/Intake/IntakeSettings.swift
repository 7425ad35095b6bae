package import SMSCore
package import SMSSystem

/// What the configuration says of one spool's intake; a reload may change it.
package struct IntakeSettings: Sendable {
  package var layout: SpoolLayout
  package var rules: RequestRules
  /// Jobs that may wait, at least 1; more stay in `incoming/`.
  package var maxQueued: Int
  /// Free bytes below which nothing is accepted, on the spool's disk and on the state's.
  package var minFreeBytes: Int64

  package init(layout: SpoolLayout, rules: RequestRules, maxQueued: Int, minFreeBytes: Int64) {
    self.layout = layout
    self.rules = rules
    self.maxQueued = maxQueued
    self.minFreeBytes = minFreeBytes
  }
}

/// What intake is given by the daemon around it.
package struct IntakeDependencies: Sendable {
  package var ledger: any Ledger
  /// The state directory, whose disk must have room too.
  package var state: Directory
  /// The kernel's notices of files, for `Intake.changes`; all intakes share them, and their queue.
  package var inotify: SharedInotify
  package var clock: @Sendable () -> Moment
  /// The clock that codes live by.
  package var bootTime: @Sendable () -> BootTime
  package var random: @Sendable () -> UInt64
  /// The keyed digest of a request's canonical content, 32 bytes.
  package var digest: @Sendable ([UInt8]) -> [UInt8]
  /// Takes what the ledger accepted, in order, before the files are removed.
  package var accepted: @Sendable ([Acceptance]) -> Void
  package var report: @Sendable (IntakeReport) -> Void
  /// Told that a result is to be written for what has merely been accepted.
  package var resultsChanged: @Sendable () -> Void = {}
  /// Claims the directory that requests come to; returns the name of another spool that has it.
  package var claim: @Sendable (FileStatus) -> String? = { _ in nil }

  package init(
    ledger: any Ledger,
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
    self.state = state
    self.inotify = inotify
    self.clock = clock
    self.bootTime = bootTime
    self.random = random
    self.digest = digest
    self.accepted = accepted
    self.report = report
  }
}
