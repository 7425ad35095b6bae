internal import SMSCore
package import SMSSecrets
package import SMSSystem

extension Configuration {
  /// The file of the token.
  package var tokenPath: String {
    listener?.tokenFile ?? "\(state)/\(CallbackToken.fileName)"
  }

  /// The token of the listener's URLs; one in the state directory is made when it is missing.
  ///
  /// - Throws: `StartError.token` or `.system`.
  func token() throws(StartError) -> CallbackToken {
    if let token = try existingToken() { return token }
    guard listener?.tokenFile == nil else { throw .tokenMissing(path: tokenPath) }
    return try rethrowing(StartError.system) { () throws(SystemError) in try makeToken() }
  }

  /// Makes the token; one that is there is never replaced.
  ///
  /// - Parameter user: The daemon's, where root makes it for the daemon.
  /// - Returns: The token.
  /// - Throws: `SystemError`; `isAlreadyThere` if there is one.
  @discardableResult
  package func makeToken(for user: UserAccount? = nil) throws(SystemError) -> CallbackToken {
    let token = try CallbackToken.make()
    try token.write(path: tokenPath, owner: user)
    return token
  }

  /// The token, or nil if none is made yet.
  ///
  /// - Throws: `StartError.token`.
  package func existingToken() throws(StartError) -> CallbackToken? {
    try rethrowing(StartError.token) { () throws(CallbackTokenError) in
      try CallbackToken.load(path: tokenPath)
    }
  }
}
