package import SMSSystem

extension SecretKey {
  /// The name of the key's file in the state directory.
  package static let fileName: FileName = "secret.key"
  /// The name of the key as a credential of the service manager (systemd.exec(5)).
  package static let credentialName: FileName = "smsdispatch-secret"

  /// A new random key, which is only in memory until `store`.
  ///
  /// - Throws: `SecretError` if the kernel gives no random bytes.
  package static func random() throws(SecretError) -> SecretKey {
    do throws(SystemError) {
      guard let key = SecretKey(bytes: try Randomness.bytes(length)) else {
        preconditionFailure("as many bytes as were asked for")
      }
      return key
    } catch {
      throw SecretError(.cannotCreate, error, fileName.escaped)
    }
  }

  /// Writes the key's file into a state directory; it is durable when this returns.
  ///
  /// An existing file is never replaced, whatever is wrong with it: without the old key, every
  /// digest and code derived from it is lost.
  /// - Throws: `SecretError` if the file exists or cannot be written.
  package func store(in directory: Directory) throws(SecretError) {
    do throws(SystemError) {
      try withBytes { bytes throws(SystemError) in
        try directory.writeWithoutReplacing(Self.fileName, bytes)
      }
    } catch {
      throw SecretError(.cannotCreate, error, directory.pathOf(Self.fileName))
    }
  }

  /// The key in a state directory; nil if there is none yet.
  ///
  /// - Throws: `SecretError` if the file cannot be used.
  package static func load(
    from directory: Directory,
    owner: UInt32
  ) throws(SecretError) -> SecretKey? {
    guard let file = try open(in: directory) else { return nil }
    let found = SecretFile(file)
    try found.check(owner: owner)
    return try found.key()
  }

  /// The key in a credential of the service manager, which is responsible for its permissions.
  ///
  /// - Parameter path: The file `smsdispatch-secret` in `$CREDENTIALS_DIRECTORY`.
  /// - Returns: The key.
  /// - Throws: `SecretError` if the file cannot be read or does not hold a key.
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
}

extension SecretError {
  /// A failed system call on the key's file.
  init(_ code: Code, _ error: SystemError, _ path: String) {
    self.init(
      code,
      operation: error.operation,
      path: path,
      cause: "\(error.cause) (\(error.name))"
    )
  }
}
