internal import SMSSystem

extension SpoolLayout {
  /// Creates the missing directories of the spool, including its root, with the contract's
  /// permissions.
  ///
  /// Existing directories keep their permissions; see `problems`.
  /// - Throws: `SpoolProblem` if one cannot be created; its hint is the command that repairs it.
  package func make() throws(SpoolProblem) {
    let spool: Directory
    do throws(SystemError) {
      spool = try Directory.openOrMake(path: root, mode: access.rootMode)
    } catch {
      throw problem(.cannotMake(error))
    }
    try makeDirectories(in: spool)
  }

  /// Creates the missing directories in the spool's root.
  ///
  /// The root itself is not created: while the daemon runs, a missing root may mean an unmounted
  /// disk.
  /// - Throws: `SpoolProblem` if one cannot be created; its hint is the command that repairs it.
  package func makeDirectories() throws(SpoolProblem) {
    let spool: Directory
    do throws(SystemError) {
      spool = try Directory(path: root)
    } catch {
      throw problem(error.isNotFound ? .missing : .cannotOpen(error))
    }
    try makeDirectories(in: spool)
  }

  /// Opens the directory that is now at its path, creating it again if it is missing.
  ///
  /// - Parameters:
  ///   - directory: The directory of the spool.
  ///   - old: The directory opened before; kept if it is still at the path.
  /// - Returns: The open directory.
  /// - Throws: `SystemError` if it cannot be opened.
  func opened(
    _ directory: SpoolDirectory,
    insteadOf old: Directory?
  ) throws(SystemError) -> Directory {
    let path = path(of: directory)
    if let old, old.isStill(at: path) { return old }
    // If it cannot be created, the intake reports why.
    try? makeDirectories()
    return try Directory(path: path)
  }

  private func makeDirectories(in spool: Directory) throws(SpoolProblem) {
    var handsOnGroup = true
    let isComplete: Bool
    do throws(SystemError) {
      handsOnGroup = try access == .ownerOnly ? true : spool.handsOnGroup()
      // Without the set-group-ID bit, new directories belong to the daemon's own group.
      let mayMake = try handsOnGroup ? true : spool.status().group == UserAccount.effectiveGroup
      isComplete = try makeMissing(in: spool, mayMake: mayMake)
    } catch {
      throw problem(!handsOnGroup && error.isPermissionDenied ? .noSetGroup : .cannotMake(error))
    }
    if !isComplete { throw problem(.noSetGroup) }
  }

  /// - Returns: Whether all of them exist now.
  private func makeMissing(in spool: Directory, mayMake: Bool) throws(SystemError) -> Bool {
    for directory in SpoolDirectory.allCases {
      if try spool.contains(directory.name) { continue }
      guard mayMake else { return false }
      do throws(SystemError) {
        try spool.makeDirectory(directory.name, mode: directory.mode(for: access))
      } catch {
        // Another queue of the daemon created it at the same time.
        if !error.isAlreadyThere { throw error }
      }
    }
    return true
  }

  private func problem(_ kind: SpoolProblem.Kind) -> SpoolProblem {
    SpoolProblem(kind, path: root, repair: repair(owner: CurrentProcess.user))
  }

  /// The command, for root, that creates the spool's root or corrects its permissions; the daemon
  /// creates the other directories.
  func repair(owner: UInt32) -> String {
    let user = try? UserAccount.numbered(owner)
    let mode = String(access.rootMode, radix: 8)
    return "install -d -o \(user?.name ?? "\(owner)") -g \(groupName(user)) -m \(mode) "
      + String(escaping: root.utf8)
  }

  /// The group that an existing spool has, or that a new one should have.
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
