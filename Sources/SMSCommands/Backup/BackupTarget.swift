internal import SMSDaemon
internal import SMSSystem

/// The destination of a backup.
struct BackupTarget {
  private let directory: Directory
  private let name: FileName
  private let replaces: Bool
  let path: String

  /// Checks the destination before anything is done.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - replaces: Whether an existing file may be replaced.
  /// - Throws: `CommandFailure` with status 73 or 77.
  init(_ path: String, replaces: Bool) throws(CommandFailure) {
    self.path = path
    self.replaces = replaces
    let kind: FileKind?
    do throws(SystemError) {
      (directory, name) = try Directory.holding(path)
      kind = try directory.contains(name) ? directory.status(name).kind : nil
    } catch {
      throw CommandFailure(error, .cannotCreate)
    }
    guard kind == nil || kind == .regular else {
      throw Self.taken(path, "is not a regular file", hint: "Name a file.")
    }
    guard kind == nil || replaces else {
      throw Self.taken(path, "is there already", hint: "Name another file, or give --force.")
    }
  }

  private static func taken(_ path: String, _ fault: String, hint: String) -> CommandFailure {
    CommandFailure(.cannotCreate, "\(path) \(fault)", hint: hint)
  }

  /// Moves a finished backup there, also across file systems; it is durable when this returns.
  ///
  /// - Throws: `CommandFailure`; the new backup is removed then, and an existing file is kept.
  func take(_ made: FileName, from state: Directory) throws(CommandFailure) {
    do throws(SystemError) {
      do throws(SystemError) {
        try own(made, in: state)
        try put(made, from: state)
      } catch let error where error.isCrossDevice {
        try copy(made, from: state)
      }
      try directory.sync()
    } catch {
      try? state.unlink(made)
      throw CommandFailure(error, .cannotCreate)
    }
  }

  /// Makes the user who ran the command the owner of the file.
  private func own(_ name: FileName, in state: Directory) throws(SystemError) {
    guard try state.status(name).user != UserAccount.effectiveUser else { return }
    try state.setOwner(
      of: name,
      user: UserAccount.effectiveUser,
      group: UserAccount.effectiveGroup
    )
  }

  private func put(_ made: FileName, from source: Directory) throws(SystemError) {
    if replaces {
      try source.rename(made, to: directory, as: name)
    } else {
      try source.renameWithoutReplacing(made, to: directory, as: name)
    }
  }

  private func copy(_ made: FileName, from state: Directory) throws(SystemError) {
    let temporary = try FileName.temporary()
    do throws(SystemError) {
      let file = try directory.createFile(temporary, mode: 0o600)
      try state.openFile(made).copyContents(to: file)
      try file.sync()
      try put(temporary, from: directory)
    } catch {
      try? directory.unlink(temporary)
      throw error
    }
    try state.unlink(made)
  }
}
