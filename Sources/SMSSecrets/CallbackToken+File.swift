package import SMSSystem

extension CallbackToken {
  /// Reads the token's file.
  ///
  /// - Returns: The token; nil if there is no file.
  /// - Throws: `CallbackTokenError` if the file cannot be used.
  package static func load(path: String) throws(CallbackTokenError) -> CallbackToken? {
    let bytes: [UInt8]?
    do throws(TokenFile.Fault) {
      bytes = try TokenFile.read(path: path, upTo: textLength + 2)
    } catch {
      throw CallbackTokenError(error, path: path)
    }
    guard let bytes else { return nil }
    guard let token = CallbackToken(bytes) else { throw .noToken(path: path) }
    return token
  }

  /// Writes the token to a new, durable file with mode 0600; never replaces an existing file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - owner: The file's owner, if not this process's user.
  /// - Throws: `SystemError`; `isAlreadyThere` if the file exists.
  package func write(path: String, owner: UserAccount? = nil) throws(SystemError) {
    try TokenFile.write(text, path: path, owner: owner)
  }
}

/// Why a token's file cannot be used; contains no part of the token.
package enum CallbackTokenError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(SystemError)
  case openToOthers(path: String, mode: UInt32)
  case noToken(path: String)

  fileprivate init(_ fault: TokenFile.Fault, path: String) {
    switch fault {
    case .unreadable(let error): self = .unreadable(error)
    case .openToOthers(let mode): self = .openToOthers(path: path, mode: mode)
    }
  }

  package var description: String {
    switch self {
    case .unreadable(let error):
      "\(error). The token's file must be readable by the daemon's user."
    case .openToOthers(let path, let mode):
      """
      \(path): others may read the token (mode \(String(mode & 0o7777, radix: 8))). Remove it and \
      make another (smsdispatch callbacks token), then set the callbacks again.
      """
    case .noToken(let path):
      """
      \(path) does not hold a token of \(CallbackToken.textLength) characters. Remove it and make one \
      (smsdispatch callbacks token).
      """
    }
  }
}
