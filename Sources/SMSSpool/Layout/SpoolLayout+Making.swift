internal import SMSSystem

extension SpoolLayout {
  /// Makes what is missing of the spool, its own directory included, with the contract's
  /// permissions.
  ///
  /// What is there keeps its own; see `problems`.
  /// - Throws: `SpoolProblem`; its hint is the command that repairs it.
  package func make() throws(SpoolProblem) {
    let spool: Directory
    do throws(SystemError) {
      spool = try Directory.openOrMake(path: root, mode: access.rootMode)
    } catch {
      throw problem(.cannotMake(error))
    }
    try makeDirectories(in: spool)
  }

  /// Makes the directories that are missing in the spool's own.
  ///
  /// While the daemon runs, a spool that is missing as a whole may be on a disk that is not mounted.
  /// - Throws: `SpoolProblem`; its hint is the command that repairs it.
  package func makeDirectories() throws(SpoolProblem) {
    let spool: Directory
    do throws(SystemError) {
      spool = try Directory(path: root)
    } catch {
      throw problem(error.isNotFound ? .missing : .cannotOpen(error))
    }
    try makeDirectories(in: spool)
  }

  /// Opens the directory that is at its path now, making it again where it is missing.
  ///
  /// - Parameters:
  ///   - directory: Which one.
  ///   - old: The one that was opened before; it is kept if it is still there.
  /// - Returns: The open directory.
  /// - Throws: `SystemError`.
  func opened(
    _ directory: SpoolDirectory,
    insteadOf old: Directory?
  ) throws(SystemError) -> Directory {
    let path = path(of: directory)
    if let old, old.isStill(at: path) { return old }
    // The intake says why if it cannot be made.
    try? makeDirectories()
    return try Directory(path: path)
  }

  private func makeDirectories(in spool: Directory) throws(SpoolProblem) {
    var handsOnGroup = true
    let isComplete: Bool
    do throws(SystemError) {
      handsOnGroup = try access == .ownerOnly ? true : spool.handsOnGroup()
      // Without the bit, what is made belongs to the daemon's own group.
      let mayMake = try handsOnGroup ? true : spool.status().group == UserAccount.effectiveGroup
      isComplete = try makeMissing(in: spool, mayMake: mayMake)
    } catch {
      throw problem(!handsOnGroup && error.isPermissionDenied ? .noSetGroup : .cannotMake(error))
    }
    if !isComplete { throw problem(.noSetGroup) }
  }

  /// - Returns: Whether all of them are there now.
  private func makeMissing(in spool: Directory, mayMake: Bool) throws(SystemError) -> Bool {
    for directory in SpoolDirectory.allCases {
      if try spool.contains(directory.name) { continue }
      guard mayMake else { return false }
      do throws(SystemError) {
        try spool.makeDirectory(directory.name, mode: directory.mode(for: access))
      } catch {
        // Another of the daemon's queues does the same at the same time.
        if !error.isAlreadyThere { throw error }
      }
    }
    return true
  }

  private func problem(_ kind: SpoolProblem.Kind) -> SpoolProblem {
    SpoolProblem(kind, path: root, repair: repair(owner: CurrentProcess.user))
  }

  /// The command, for root, that makes the spool's own directory or mends its rights; the daemon
  /// makes the others in it.
  func repair(owner: UInt32) -> String {
    let user = try? UserAccount.numbered(owner)
    let mode = String(access.rootMode, radix: 8)
    return "install -d -o \(user?.name ?? "\(owner)") -g \(groupName(user)) -m \(mode) "
      + String(escaping: root.utf8)
  }

  /// The group that a spool has which is there, or is to have.
  private func groupName(_ user: UserAccount?) -> String {
    let own = user?.group ?? UserAccount.effectiveGroup
    guard access == .group else { return GroupAccount.label(own) }
    if let group = try? Directory(entering: root).status().group, group != 0 {
      return GroupAccount.label(group)
    }
    let standard = try? GroupAccount.named("smsdispatch-submit")
    return standard?.name ?? GroupAccount.label(own)
  }
}
