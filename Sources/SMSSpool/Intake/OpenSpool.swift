internal import SMSSystem

/// The spool's directories while they are open and still at their paths.
final class OpenSpool {
  private(set) var directories: SpoolDirectories?
  private var mustReopen = false

  /// Whether all directories are still at their paths.
  var isInPlace: Bool { directories?.areInPlace ?? false }

  /// Whether the directories must be opened before anything else.
  var isToBeOpened: Bool { mustReopen || directories == nil }

  /// Has the directories reopened before the next look.
  func reopenSoon() {
    mustReopen = true
  }

  func close() {
    directories = nil
  }

  func use(_ opened: SpoolDirectories) {
    directories = opened
    mustReopen = false
  }
}
