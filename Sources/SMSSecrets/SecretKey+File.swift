package import SMSSystem

extension SecretKey {
  /// The name of the key's file in the state directory.
  package static let fileName: FileName = "secret.key"
  /// The name of the key as a credential of the service manager (systemd.exec(5)).
  package static let credentialName: FileName = "smsdispatch-secret"

  /// The key of a state directory, made there at the first start.
  ///
  /// A file that is there is never replaced, whatever is wrong with it: without the old key, every
  /// digest and code that was derived from it is lost.
  /// - Parameters:
  ///   - directory: The state directory.
  ///   - owner: The user id that the file must belong to: the daemon's own.
  /// - Returns: The key, on the disk when this returns.
  /// - Throws: `SecretError`.
  package static func loadOrCreate(
    in directory: Directory,
    owner: UInt32
  ) throws(SecretError) -> SecretKey {
    if let key = try load(from: directory, owner: owner) { return key }
    try create(in: directory)
    // Read back what is there now: another process may have been faster.
    guard let key = try load(from: directory, owner: owner) else {
      throw SecretError(
        .unreadable,
        operation: "open",
        path: directory.pathOf(fileName),
        cause: "the key that was just made is gone"
      )
    }
    return key
  }

  /// The key of a state directory, or nil if none is made yet.
  ///
  /// - Throws: `SecretError`.
  package static func load(
    from directory: Directory,
    owner: UInt32
  ) throws(SecretError) -> SecretKey? {
    guard let file = try open(in: directory) else { return nil }
    let found = SecretFile(file)
    try found.check(owner: owner)
    return try found.key()
  }

  /// The key in a credential of the service manager, whose rights are the service manager's care.
  ///
  /// - Parameter path: The file `smsdispatch-secret` in `$CREDENTIALS_DIRECTORY`.
  /// - Returns: The key.
  /// - Throws: `SecretError`.
  package static func load(credential path: String) throws(SecretError) -> SecretKey {
    let found: SecretFile
    do {
      found = SecretFile(try FileDescriptor(opening: path, [.readOnly, .nonBlocking]))
    } catch {
      throw SecretError(.unreadable, error, String(escaping: path))
    }
    return try found.key()
  }

  private static func open(in directory: Directory) throws(SecretError) -> FileDescriptor? {
    do {
      return try directory.openFile(fileName, .readForeign)
    } catch let error where error.isNotFound {
      return nil
    } catch {
      throw SecretError(
        error.isSymbolicLink ? .wrongKind : .unreadable,
        error,
        directory.pathOf(fileName)
      )
    }
  }

  private static func create(in directory: Directory) throws(SecretError) {
    do {
      try directory.writeWithoutReplacing(fileName, Randomness.bytes(length))
    } catch let error where error.isAlreadyThere {
      return
    } catch {
      throw SecretError(.cannotCreate, error, directory.pathOf(fileName))
    }
  }
}

extension SecretError {
  /// A system call on the key's file that failed.
  init(_ code: Code, _ error: SystemError, _ path: String) {
    self.init(
      code,
      operation: error.operation,
      path: path,
      cause: "\(error.cause) (\(error.name))"
    )
  }
}
