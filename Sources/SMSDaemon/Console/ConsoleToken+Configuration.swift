internal import SMSCore
package import SMSSecrets
internal import SMSSystem

extension Configuration {
  /// The path of the console's token.
  package var consoleTokenPath: String {
    console.network?.tokenFile ?? "\(state)/\(ConsoleToken.fileName)"
  }

  /// Whether whoever asks over the network needs the token: a proxy makes strangers look like this
  /// machine.
  package var needsConsoleToken: Bool {
    console.network.map { $0.publicURL != nil || $0.tokenFile != nil } ?? false
  }

  /// The console's token, created in the state directory if it is missing there; nil if none is
  /// needed.
  ///
  /// - Throws: `StartError.consoleToken` or `.system`.
  func consoleToken() throws(StartError) -> ConsoleToken? {
    guard needsConsoleToken else { return nil }
    if let token = try existingConsoleToken() { return token }
    guard console.network?.tokenFile == nil else {
      throw .consoleToken(.missing(path: consoleTokenPath))
    }
    return try rethrowing(StartError.system) { () throws(SystemError) in
      try ConsoleToken.make(path: consoleTokenPath)
    }
  }

  /// The console's token; nil if none has been created yet.
  ///
  /// - Throws: `StartError.consoleToken`.
  package func existingConsoleToken() throws(StartError) -> ConsoleToken? {
    try rethrowing(StartError.consoleToken) { () throws(ConsoleTokenError) in
      try ConsoleToken.load(path: consoleTokenPath)
    }
  }
}
