package import SMSSystem

/// Puts request files into a spool's `incoming/`, as the contract asks of producers.
///
/// Each is written whole under a name with a dot in front and then renamed, so that the daemon
/// never sees half of one.
package struct RequestDrop {
  /// What a producer's file needs so that the daemon can read it, and nobody else.
  private static let mode: UInt32 = 0o640

  private let incoming: Directory
  /// Who the files are to belong to; nil leaves them to their maker.
  private let owner: (user: UInt32, group: UInt32)?

  /// Opens an `incoming/`; the right to add files is enough.
  ///
  /// - Parameters:
  ///   - path: The directory.
  ///   - takesOwner: Whether files are given to the directory's owner, who must be able to read
  ///     what root writes there.
  /// - Throws: `SystemError`.
  package init(path: String, takesOwner: Bool = false) throws(SystemError) {
    incoming = try Directory(entering: path)
    let status = try incoming.status()
    let isForeign = takesOwner && UserAccount.effectiveUser == 0 && status.user != 0
    owner = isForeign ? (status.user, status.group) : nil
  }

  /// Submits one request; when this returns, it survives a power cut.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - id: The request's id, which the file is named by if that name is free.
  /// - Returns: The file's name.
  /// - Throws: `SystemError`; nothing was submitted then.
  @discardableResult
  package func submit(_ bytes: [UInt8], id: String) throws(SystemError) -> FileName {
    let hidden = try hiddenName()
    do {
      let file = try write(bytes, as: hidden)
      try file.sync()
      let name = try publish(hidden, id: id)
      // The file's own journal entry carries its new name; the directory cannot be opened to sync.
      try file.sync()
      return name
    } catch {
      try? incoming.unlink(hidden)
      throw error
    }
  }

  /// Takes a request back that nobody has taken yet.
  ///
  /// - Returns: Whether it was still there.
  package func withdraw(_ name: FileName) -> Bool {
    (try? incoming.unlink(name)) != nil
  }

  func write(_ bytes: [UInt8], as name: FileName) throws(SystemError) -> FileDescriptor {
    let file = try incoming.createFile(name, mode: Self.mode)
    if let owner { try file.setOwner(user: owner.user, group: owner.group) }
    try file.write(bytes)
    return file
  }

  /// Renames to `<id>.json`; an earlier file of that name is never replaced.
  @discardableResult
  func publish(_ hidden: FileName, id: String) throws(SystemError) -> FileName {
    do {
      let name = Self.name(id + ".json")
      try incoming.renameWithoutReplacing(hidden, to: incoming, as: name)
      return name
    } catch let error where error.isAlreadyThere {
      let other = Self.name("\(id).\(String(try Randomness.word(), radix: 36)).json")
      try incoming.renameWithoutReplacing(hidden, to: incoming, as: other)
      return other
    }
  }

  /// A name for a file in the making, that nobody has had before.
  func hiddenName() throws(SystemError) -> FileName {
    Self.name(".submit-" + String(try Randomness.word(), radix: 36))
  }

  private static func name(_ text: String) -> FileName {
    guard let name = FileName(text) else { preconditionFailure("an id makes a file name") }
    return name
  }
}
