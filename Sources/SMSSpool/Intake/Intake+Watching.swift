internal import SMSCore
package import SMSSystem

extension Intake {
  /// What `incoming/` is watched for.
  package static let changes: InotifyMask = [
    .closedAfterWriting, .movedTo, .attributesChanged, .selfMoved, .selfRemoved, .onlyDirectory,
  ]
  /// What is seen of a directory that is not the spool's any more.
  private static let lost: InotifyMask = [.selfMoved, .selfRemoved, .unmounted, .watchEnded]

  /// Watches `incoming/`, or says once that it cannot.
  func watchIncoming() {
    guard let incoming = directories?.incoming else { return }
    hasEvents = false
    scansOfWatch = 0
    do {
      watch = try dependencies.inotify.watch(incoming) { [weak self] events in
        self?.assumeIsolated { intake in
          for event in events { intake.take(event) }
          intake.wake()
        }
      }
      if isWatchLost { dependencies.report(.watching) }
      isWatchLost = false
    } catch {
      watch = nil
      if !isWatchLost { dependencies.report(.notWatching(error)) }
      isWatchLost = true
    }
  }

  private func take(_ event: InotifyEvent) {
    if event.mask.contains(.overflowed) { scanIsDue = true }
    if !event.mask.isDisjoint(with: Self.lost) { mustReopen = true }
    guard let name = event.name, SpoolNames.isRequest(name), concernsIntake(event, name) else {
      return
    }
    hasEvents = true
    tellScanned(false)
    let hint = HintQueue.Hint(name: name, isComplete: event.mask.contains(.movedTo))
    if !hints.append(hint) { scanIsDue = true }
  }

  /// Changed rights matter only of a file that could not be read before.
  private func concernsIntake(_ event: InotifyEvent, _ name: FileName) -> Bool {
    !event.mask.isDisjoint(with: [.movedTo, .closedAfterWriting]) || observations.contains(name)
  }

  /// A request was found by a scan that began after the kernel had promised to tell of it.
  func foundByScan() {
    guard watch != nil, !hasEvents, scansOfWatch > 1 else { return }
    dependencies.inotify.read()
    if !hasEvents { tellScanned(true) }
  }

  private func tellScanned(_ isScanned: Bool) {
    guard isScanned != toldScanned else { return }
    toldScanned = isScanned
    dependencies.report(.scanned(isScanned))
  }

  /// A deadline came: the scan's, an observed file's, or the end of a pause.
  func timeHasCome() {
    let now = now.monotonic
    if now >= nextScan { scanIsDue = true }
    for name in observations.due(at: now) {
      if !hints.append(HintQueue.Hint(name: name, isComplete: false)) { scanIsDue = true }
    }
    wake()
  }
}
