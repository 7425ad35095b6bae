internal import SMSSystem

/// The directories of the spool, as long as they are open and lead where they should.
final class OpenSpool {
  private(set) var directories: SpoolDirectories?
  private var mustReopen = false

  /// Whether a check of the paths finds all directories in place.
  var isInPlace: Bool { directories?.areInPlace ?? false }

  /// Whether they have to be opened before anything else.
  var isToBeOpened: Bool { mustReopen || directories == nil }

  /// Has them opened again before the next look.
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
