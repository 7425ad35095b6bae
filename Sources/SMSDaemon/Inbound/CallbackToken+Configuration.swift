internal import SMSCore
package import SMSSecrets
package import SMSSystem

extension Configuration {
  /// The path of the token's file.
  package var tokenPath: String {
    listener?.tokenFile ?? "\(state)/\(CallbackToken.fileName)"
  }

  /// The token of the listener's URLs; created in the state directory if missing there.
  ///
  /// - Throws: `StartError.token` or `.system`.
  func token() throws(StartError) -> CallbackToken {
    if let token = try existingToken() { return token }
    guard listener?.tokenFile == nil else { throw .tokenMissing(path: tokenPath) }
    return try rethrowing(StartError.system) { () throws(SystemError) in try makeToken() }
  }

  /// Creates the token; an existing one is never replaced.
  ///
  /// - Parameter user: The daemon's user, if root creates the token for the daemon.
  /// - Returns: The token.
  /// - Throws: `SystemError`; `isAlreadyThere` if there is a token.
  @discardableResult
  package func makeToken(for user: UserAccount? = nil) throws(SystemError) -> CallbackToken {
    let token = try CallbackToken.make()
    try token.write(path: tokenPath, owner: user)
    return token
  }

  /// The token; nil if none has been created yet.
  ///
  /// - Throws: `StartError.token`.
  package func existingToken() throws(StartError) -> CallbackToken? {
    try rethrowing(StartError.token) { () throws(CallbackTokenError) in
      try CallbackToken.load(path: tokenPath)
    }
  }
}
