package import SMSSystem

/// Puts request files into a spool's `incoming/`, as the contract asks of producers.
///
/// Each is written whole under a name that begins with a dot and then renamed, so that the daemon
/// never sees half of one.
package struct RequestSubmitter: Sendable {
  /// The daemon's group may read a request, and nobody else but its owner.
  private static let mode: UInt32 = 0o640

  private let incoming: Directory
  /// Who the files are to belong to; nil leaves them to their maker.
  private let owner: (user: UInt32, group: UInt32)?

  /// A request file that was written and does not count yet.
  package struct Draft: ~Copyable {
    fileprivate let name: FileName
    fileprivate let file: FileDescriptor
  }

  /// Opens an `incoming/`; the right to add files is enough.
  ///
  /// - Parameters:
  ///   - path: The directory.
  ///   - takesOwner: Whether files are given to the directory's owner, who must be able to read
  ///     what root writes there.
  /// - Throws: `SystemError`.
  package init(path: String, takesOwner: Bool = false) throws(SystemError) {
    try self.init(Directory(entering: path), takesOwner: takesOwner)
  }

  /// Takes an `incoming/` that is open.
  ///
  /// - Throws: `SystemError` if its owner cannot be found out.
  package init(_ incoming: Directory, takesOwner: Bool = false) throws(SystemError) {
    self.incoming = incoming
    let status = try incoming.status()
    let isForeign = takesOwner && UserAccount.effectiveUser == 0 && status.user != 0
    owner = isForeign ? (status.user, status.group) : nil
  }

  /// Submits one request; when this returns, it survives a power cut.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - stem: What the file is named by, if that name is free: the request's id or its `ack`.
  /// - Returns: The file's name.
  /// - Throws: `SystemError`; nothing was submitted then.
  @discardableResult
  package func submit(_ bytes: [UInt8], named stem: String) throws(SystemError) -> FileName {
    let draft = try self.draft(bytes)
    do {
      try draft.file.sync()
      let name = try publish(draft.name, named: stem)
      // The file's own journal entry carries its new name; the directory cannot be opened to sync.
      try draft.file.sync()
      return name
    } catch {
      _ = withdraw(draft.name)
      throw error
    }
  }

  /// Submits many requests with two syncs of the file system instead of two for each file.
  ///
  /// - Parameter group: The requests, in the order they appear.
  /// - Throws: `SystemError`; the first requests of the group may have been submitted then.
  package func submit(_ group: [(stem: String, bytes: [UInt8])]) throws(SystemError) {
    var drafts: [FileName] = []
    do throws(SystemError) {
      for request in group {
        let draft = try self.draft(request.bytes)
        drafts.append(draft.name)
        if drafts.count == group.count { try draft.file.syncFileSystem() }
      }
      for (draft, request) in zip(drafts, group) { _ = try publish(draft, named: request.stem) }
      try syncFileSystem()
    } catch {
      for draft in drafts { _ = withdraw(draft) }
      throw error
    }
  }

  /// Takes a request back that nobody has taken yet.
  ///
  /// - Returns: Whether it was still there.
  package func withdraw(_ name: FileName) -> Bool {
    (try? incoming.unlink(name)) != nil
  }

  /// Writes a request under a name that the daemon passes over; nothing is synced.
  ///
  /// - Throws: `SystemError`; no file is left then.
  package func draft(_ bytes: [UInt8]) throws(SystemError) -> Draft {
    let name = Self.name(".submit-" + String(try Randomness.word(), radix: 36))
    let file = try incoming.createFile(name, mode: Self.mode)
    do throws(SystemError) {
      if let owner { try file.setOwner(user: owner.user, group: owner.group) }
      try file.write(bytes)
    } catch {
      _ = withdraw(name)
      throw error
    }
    return Draft(name: name, file: file)
  }

  /// Gives a draft the name `<stem>.json`, which submits it; an earlier file of that name is never
  /// replaced.
  ///
  /// - Returns: The file's name.
  /// - Throws: `SystemError`; the draft is still there then.
  @discardableResult
  package func publish(
    _ draft: borrowing Draft,
    named stem: String
  ) throws(SystemError) -> FileName {
    try publish(draft.name, named: stem)
  }

  private func publish(_ draft: FileName, named stem: String) throws(SystemError) -> FileName {
    do {
      let name = Self.name(stem + ".json")
      try incoming.renameWithoutReplacing(draft, to: incoming, as: name)
      return name
    } catch let error where error.isAlreadyThere {
      let other = Self.name("\(stem).\(String(try Randomness.word(), radix: 36)).json")
      try incoming.renameWithoutReplacing(draft, to: incoming, as: other)
      return other
    }
  }

  /// The directory itself may not be opened for reading, which `syncfs` wants; any new file does.
  private func syncFileSystem() throws(SystemError) {
    let draft = try self.draft([])
    defer { _ = withdraw(draft.name) }
    try draft.file.syncFileSystem()
  }

  private static func name(_ text: String) -> FileName {
    guard let name = FileName(text) else { preconditionFailure("an id makes a file name") }
    return name
  }
}
