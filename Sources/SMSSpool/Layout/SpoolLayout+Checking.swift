internal import SMSSystem

extension SpoolLayout {
  /// Checks the spool's directories.
  ///
  /// - Parameter owner: The daemon's user id.
  /// - Returns: All problems found; empty if everything follows the contract.
  package func problems(owner: UInt32) -> [SpoolProblem] {
    let spool: Directory
    let status: FileStatus
    do {
      spool = try Directory(path: root)
      status = try spool.status()
    } catch {
      return [SpoolProblem(Self.kind(of: error), path: root, repair: repair(owner: owner))]
    }
    var problems = Self.problems(of: status, root, mode: access.rootMode, owner: owner, group: nil)
    for directory in SpoolDirectory.allCases {
      problems += self.problems(of: directory, in: spool, status, owner: owner)
    }
    return problems
  }

  private func problems(
    of directory: SpoolDirectory,
    in spool: Directory,
    _ spoolStatus: FileStatus,
    owner: UInt32
  ) -> [SpoolProblem] {
    let path = path(of: directory)
    let opened: Directory
    let status: FileStatus
    do {
      opened = try spool.directory(directory.name)
      status = try opened.status()
    } catch {
      return [SpoolProblem(Self.kind(of: error), path: path)]
    }
    if status.device != spoolStatus.device || opened.mount != spool.mount {
      return [SpoolProblem(.otherFileSystem, path: path)]
    }
    return Self.problems(
      of: status,
      path,
      mode: directory.mode(for: access),
      owner: owner,
      group: directory == .taken || access == .ownerOnly ? nil : spoolStatus.group
    )
  }

  private static func problems(
    of status: FileStatus,
    _ path: String,
    mode: UInt32,
    owner: UInt32,
    group: UInt32?
  ) -> [SpoolProblem] {
    var kinds: [SpoolProblem.Kind] = []
    if status.user != owner { kinds.append(.wrongOwner(status.user, expected: owner)) }
    if let group, status.group != group {
      kinds.append(.wrongGroup(status.group, expected: group))
    }
    if !isRight(status.mode, mode) { kinds.append(.wrongMode(status.mode, expected: mode)) }
    return kinds.map { SpoolProblem($0, path: path) }
  }

  /// An inherited set-group-ID bit is harmless where only the owner has access.
  private static func isRight(_ mode: UInt32, _ expected: UInt32) -> Bool {
    mode == expected || (expected & 0o77 == 0 && mode == expected | 0o2000)
  }

  private static func kind(of error: SystemError) -> SpoolProblem.Kind {
    if error.isNotFound { return .missing }
    if error.isNotDirectory || error.isSymbolicLink { return .notDirectory }
    return .cannotOpen(error)
  }
}
