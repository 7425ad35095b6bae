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

  /// Opens the directories by path.
  ///
  /// - Parameters:
  ///   - layout: The spool.
  ///   - claim: Claims its `incoming/`; returns the name of another spool that already has it.
  ///   - prepare: Begins to work in the directories.
  /// - Throws: `SpoolProblem` if they cannot be used.
  func open(
    _ layout: SpoolLayout,
    _ claim: (FileStatus) -> String?,
    _ prepare: (SpoolDirectories) throws(SystemError) -> Void
  ) throws(SpoolProblem) {
    let problem: SpoolProblem?
    do throws(SystemError) {
      let opened = try SpoolDirectories(layout)
      let owner = claim(try opened.incoming.status())
      let shared = owner.map { SpoolProblem(.sharedWith($0), path: layout.root) }
      problem = opened.problem ?? shared
      if problem == nil {
        try prepare(opened)
        use(opened)
      }
    } catch {
      throw SpoolProblem(.cannotOpen(error), path: layout.root)
    }
    if let problem { throw problem }
  }

  private func use(_ opened: SpoolDirectories) {
    directories = opened
    mustReopen = false
  }
}
