internal import SMSCore
internal import SMSSystem

/// The watch on `incoming/`, and whether the kernel's events can be relied on.
final class IncomingWatch {
  private let inotify: SharedInotify
  private let report: @Sendable (IntakeReport) -> Void
  /// Takes the events, on the queue of `inotify`.
  var handler: SharedInotify.Handler = { _ in }
  private var watch: SharedInotify.Watch?
  private var isLost = false
  /// Whether the kernel has reported any request since it was asked to.
  private var hasEvents = false
  /// Scans that began since then.
  private var scans = 0
  private var isScannedOnly = false

  /// - Parameters:
  ///   - inotify: Reports what changes.
  ///   - report: Takes what the log should say.
  init(_ inotify: SharedInotify, report: @escaping @Sendable (IntakeReport) -> Void) {
    self.inotify = inotify
    self.report = report
  }

  /// Watches a directory, or reports once that it cannot.
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

  /// A scan of the directory began; one that is not watched is tried again.
  func scanBegan(in incoming: Directory) {
    scans += 1
    if watch == nil { start(on: incoming) }
  }

  /// An event named a request.
  func foundByEvent() {
    hasEvents = true
    reportScannedOnly(false)
  }

  /// A request was found by a scan that began after the kernel had promised to report it.
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
