package import SMSSystem

/// Puts request files into a spool's `incoming/`, as the contract requires of producers.
///
/// Each is written completely under a name that begins with a dot and then renamed, so that the
/// daemon never sees a partial file.
package struct RequestSubmitter: Sendable {
  /// Only the owner and the daemon's group may read a request.
  private static let mode: UInt32 = 0o640

  private let incoming: Directory
  /// The files' future owner; nil: this process's user.
  private let owner: (user: UInt32, group: UInt32)?

  /// A request file that was written, but not submitted yet.
  package struct Draft: ~Copyable {
    fileprivate let name: FileName
    fileprivate let file: FileDescriptor

    /// Appends to it; nothing is synced.
    ///
    /// - Throws: `SystemError`; some of the bytes may have been written.
    package borrowing func append(_ bytes: [UInt8]) throws(SystemError) {
      try file.write(bytes)
    }
  }

  /// Opens an `incoming/`; the permission to add files is enough.
  ///
  /// - Parameters:
  ///   - path: The directory.
  ///   - takesOwner: Whether the directory's owner must be able to read what root writes there.
  /// - Throws: `SystemError` if the directory cannot be opened.
  package init(path: String, takesOwner: Bool = false) throws(SystemError) {
    try self.init(Directory(entering: path), takesOwner: takesOwner)
  }

  /// Uses an open `incoming/`.
  ///
  /// - Throws: `SystemError` if its owner cannot be determined.
  package init(_ incoming: Directory, takesOwner: Bool = false) throws(SystemError) {
    self.incoming = incoming
    owner = takesOwner ? Self.owner(of: try incoming.status()) : nil
  }

  /// Who is to own what root writes into a directory; nil: root, with its group.
  ///
  /// It stays root's, as the audit shows who owned it, with the group by which the directory's owner
  /// reads it; a directory that has another group leaves only giving it away.
  private static func owner(of incoming: FileStatus) -> (user: UInt32, group: UInt32)? {
    guard UserAccount.effectiveUser == 0, incoming.user != 0 else { return nil }
    let group = (try? UserAccount.numbered(incoming.user))?.group
    return (group == incoming.group ? 0 : incoming.user, incoming.group)
  }

  /// Submits one request; when this returns, it survives a power failure.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - stem: The file's name, if it is free: the request's id or its `ack`.
  /// - Returns: The file's name.
  /// - Throws: `SystemError`; in that case nothing was submitted.
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
  /// - Parameter group: The requests, in the order in which they appear.
  /// - Throws: `SystemError`; the first requests of the group may have been submitted.
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

  /// Withdraws a request that the daemon has not taken yet, or an attachment.
  ///
  /// - Returns: Whether it was still there.
  package func withdraw(_ name: FileName) -> Bool {
    (try? incoming.unlink(name)) != nil
  }

  /// Writes a request under a name that the daemon ignores; nothing is synced.
  ///
  /// - Throws: `SystemError`; in that case no file is left.
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

  /// Makes a file beside the requests, for a request to name; durable when this returns.
  ///
  /// - Parameters:
  ///   - name: A hidden name that is free.
  ///   - write: Writes the content.
  /// - Throws: `SystemError`; in that case no file is left.
  package func attach(
    _ name: FileName,
    _ write: (borrowing FileDescriptor) throws(SystemError) -> Void
  ) throws(SystemError) {
    let file = try incoming.createFile(name, mode: Self.mode)
    do throws(SystemError) {
      if let owner { try file.setOwner(user: owner.user, group: owner.group) }
      try write(file)
      try file.sync()
    } catch {
      _ = withdraw(name)
      throw error
    }
  }

  /// Renames a draft to `<stem>.json`, which submits it; never replaces an earlier file.
  ///
  /// - Returns: The file's name.
  /// - Throws: `SystemError`; in that case the draft still exists.
  @discardableResult
  package func publish(
    _ draft: borrowing Draft,
    named stem: String
  ) throws(SystemError) -> FileName {
    try publish(draft.name, named: stem)
  }

  /// Submits a batch that was written; when this returns, it survives a power failure.
  ///
  /// - Parameters:
  ///   - draft: The whole file.
  ///   - stem: Its name, if that is free: the batch's id.
  /// - Throws: `SystemError`; in that case the draft may still exist.
  package func submit(
    _ draft: borrowing Draft,
    batchNamed stem: String
  ) throws(SystemError) {
    try draft.file.sync()
    _ = try publish(draft.name, named: stem, suffix: ".jsonl")
    try draft.file.sync()
  }

  /// Removes a draft that was not submitted.
  package func withdraw(_ draft: borrowing Draft) {
    _ = withdraw(draft.name)
  }

  private func publish(
    _ draft: FileName,
    named stem: String,
    suffix: String = ".json"
  ) throws(SystemError) -> FileName {
    do {
      let name = Self.name(stem + suffix)
      try incoming.renameWithoutReplacing(draft, to: incoming, as: name)
      return name
    } catch let error where error.isAlreadyThere {
      let other = Self.name("\(stem).\(String(try Randomness.word(), radix: 36))\(suffix)")
      try incoming.renameWithoutReplacing(draft, to: incoming, as: other)
      return other
    }
  }

  // The directory itself may not be opened for reading, which `syncfs` requires; a new file may.
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
