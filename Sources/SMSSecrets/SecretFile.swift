internal import SMSSystem

/// An open file that should contain a key.
struct SecretFile: ~Copyable {
  private let file: FileDescriptor

  init(_ file: consuming FileDescriptor) {
    self.file = file
  }

  /// Checks that only its owner can have read or changed the key.
  ///
  /// - Throws: `SecretError` with the code `wrongKind`, `wrongOwner` or `wrongMode`.
  borrowing func check(owner: UInt32) throws(SecretError) {
    let status = try status()
    guard status.kind == .regular else {
      throw error(.wrongKind, "it is not a regular file")
    }
    guard status.user == owner else {
      throw error(.wrongOwner, "it belongs to user \(status.user), not \(owner)")
    }
    guard status.mode & 0o077 == 0 else {
      throw error(.wrongMode, "its mode is \(String(status.mode, radix: 8)), not 600")
    }
  }

  /// Reads the key.
  ///
  /// - Throws: `SecretError` with the code `wrongKind`, `wrongSize` or `unreadable`.
  borrowing func key() throws(SecretError) -> SecretKey {
    let status = try status()
    guard status.kind == .regular else {
      throw error(.wrongKind, "it is not a regular file")
    }
    guard status.size == SecretKey.length, let key = SecretKey(bytes: try bytes()) else {
      throw error(.wrongSize, "it has \(status.size) bytes, not \(SecretKey.length)")
    }
    return key
  }

  private borrowing func status() throws(SecretError) -> FileStatus {
    do {
      return try file.status()
    } catch {
      throw SecretError(.unreadable, error, file.path)
    }
  }

  private borrowing func bytes() throws(SecretError) -> [UInt8] {
    do {
      return try file.read(upTo: SecretKey.length + 1)
    } catch {
      throw SecretError(.unreadable, error, file.path)
    }
  }

  private borrowing func error(_ code: SecretError.Code, _ cause: String) -> SecretError {
    SecretError(code, operation: "read", path: file.path, cause: cause)
  }
}
