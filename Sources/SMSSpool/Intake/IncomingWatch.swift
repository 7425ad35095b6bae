internal import SMSCore
internal import SMSSystem

/// The watch on `incoming/`, which also tracks whether the kernel's events are reliable.
final class IncomingWatch {
  private let inotify: SharedInotify
  private let report: @Sendable (IntakeReport) -> Void
  /// Handles the events, on the queue of `inotify`.
  var handler: SharedInotify.Handler = { _ in }
  private var watch: SharedInotify.Watch?
  private var isLost = false
  /// Whether the kernel has reported any request since the watch started.
  private var hasEvents = false
  /// Scans started since then.
  private var scans = 0
  private var isScannedOnly = false

  /// - Parameters:
  ///   - inotify: Delivers the kernel's events.
  ///   - report: Receives what should be logged.
  init(_ inotify: SharedInotify, report: @escaping @Sendable (IntakeReport) -> Void) {
    self.inotify = inotify
    self.report = report
  }

  /// Watches a directory; a failure is reported once.
  func start(on incoming: Directory) {
    hasEvents = false
    scans = 0
    do {
      watch = try inotify.watch(incoming, handler: handler)
      if isLost { report(.watching) }
      isLost = false
    } catch {
      watch = nil
      if !isLost { report(.notWatching(error)) }
      isLost = true
    }
  }

  func stop() {
    watch = nil
  }

  /// Delivers the events that are ready now.
  func read() {
    inotify.read()
  }

  /// Notes that a scan has started; retries the watch if there is none.
  func scanBegan(in incoming: Directory) {
    scans += 1
    if watch == nil { start(on: incoming) }
  }

  /// Notes that an event named a request.
  func foundByEvent() {
    hasEvents = true
    reportScannedOnly(false)
  }

  /// Notes that a scan found a request that the kernel should have reported.
  func foundByScan() {
    guard watch != nil, !hasEvents, scans > 1 else { return }
    read()
    if !hasEvents { reportScannedOnly(true) }
  }

  private func reportScannedOnly(_ isScanned: Bool) {
    guard isScanned != isScannedOnly else { return }
    isScannedOnly = isScanned
    report(.scanned(isScanned))
  }
}
