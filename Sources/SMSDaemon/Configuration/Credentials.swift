internal import SMSCore
internal import SMSSystem

/// The key pair of an account, and where it was read from.
///
/// No description or mirror shows the keys.
package struct Credentials: Sendable, CustomStringConvertible, CustomReflectable {
  package let accessKey: String
  package let secretKey: String
  /// A description for hints, without secrets.
  package let source: String

  package var description: String { "keys from \(source)" }
  package var customMirror: Mirror { Mirror(self, children: [:]) }

  /// The names of the unit's credentials.
  package static let accessName = Composition.provider.credentials.access
  package static let secretName = Composition.provider.credentials.secret
  static let variables = Composition.provider.variables

  /// Whether the keys are the same, wherever they were read from.
  package func isSame(as other: Credentials) -> Bool {
    accessKey == other.accessKey && secretKey == other.secretKey
  }

  /// Loads an account's keys: from its files, else from the credentials given to this process, else
  /// from the environment, else from what another process's unit would be given.
  ///
  /// - Parameters:
  ///   - account: Its name.
  ///   - configuration: Its settings.
  ///   - environment: The variables of this process.
  ///   - unit: The daemon's unit, for a process outside it.
  /// - Returns: The keys.
  /// - Throws: `CredentialError`, which never contains any part of a key.
  package static func load(
    for account: String,
    _ configuration: Configuration.Account,
    environment: [String: String],
    unit: ServiceUnit? = nil
  ) throws(CredentialError) -> Credentials {
    if let files = configuration.keyFiles {
      return try pair(
        account,
        { () throws(KeyFault) in try KeyFile.read(files.access, .access) },
        { () throws(KeyFault) in try KeyFile.read(files.secret, .secret) },
        source: "\(files.access) and \(files.secret)"
      )
    }
    if let credentials = try given(account, environment) { return credentials }
    let names = [variables.access, variables.secret]
    if names.contains(where: { environment[$0] ?? "" != "" }) {
      let source = "the environment variables \(names[0]) and \(names[1])"
      return try ofEnvironment(account, environment, source: source)
    }
    return try ofUnit(account, unit)
  }

  /// The credentials of this process's own unit.
  ///
  /// Empty ones are ignored if the environment has keys: a unit may set an empty credential for the
  /// case that its file is missing.
  fileprivate static func given(
    _ account: String,
    _ environment: [String: String]
  ) throws(CredentialError) -> Credentials? {
    guard let directory = environment["CREDENTIALS_DIRECTORY"] else { return nil }
    let (access, secret) = ("\(directory)/\(accessName)", "\(directory)/\(secretName)")
    guard KeyFile.exists(access) || KeyFile.exists(secret) else { return nil }
    do throws(CredentialError) {
      return try pair(
        account,
        { () throws(KeyFault) in try KeyFile.read(access, .access) },
        { () throws(KeyFault) in try KeyFile.read(secret, .secret) },
        source: """
          the unit's credentials \(accessName) and \(secretName) ('systemctl cat smsdispatch' shows \
          their files, in /etc/smsdispatch unless a drop-in names others)
          """
      )
    } catch {
      let names = [variables.access, variables.secret]
      guard error.fault == .empty, names.allSatisfy({ environment[$0] ?? "" != "" }) else {
        throw error
      }
      return nil
    }
  }

  /// The keys that systemd gives, or would give, to the unit.
  private static func ofUnit(
    _ account: String,
    _ unit: ServiceUnit?
  ) throws(CredentialError) -> Credentials {
    guard let unit else { throw CredentialError(account: account, places: [], fault: .missing) }
    let hasVariables = unit.variables[variables.access] != nil
    guard let access = unit.credentials[accessName], let secret = unit.credentials[secretName]
    else {
      guard hasVariables else {
        throw CredentialError(account: account, places: [], fault: .missing)
      }
      return try ofEnvironment(account, unit.variables, source: "Environment= of the unit")
    }
    do throws(CredentialError) {
      return try pair(
        account,
        { () throws(KeyFault) in try KeyFile.read(access, accessName, of: unit, .access) },
        { () throws(KeyFault) in try KeyFile.read(secret, secretName, of: unit, .secret) },
        source: "\(access.path) and \(secret.path)"
      )
    } catch {
      guard hasVariables, error.fault == .empty || error.fault == .absent else { throw error }
      return try ofEnvironment(account, unit.variables, source: "Environment= of the unit")
    }
  }

  private static func ofEnvironment(
    _ account: String,
    _ environment: [String: String],
    source: String
  ) throws(CredentialError) -> Credentials {
    let names = variables
    return try pair(
      account,
      { () throws(KeyFault) in try KeyFile.check(variable: names.access, environment, .access) },
      { () throws(KeyFault) in try KeyFile.check(variable: names.secret, environment, .secret) },
      source: source
    )
  }

  /// Reads both keys even if the first has a fault, so that one error covers both.
  private static func pair(
    _ account: String,
    _ access: () throws(KeyFault) -> String,
    _ secret: () throws(KeyFault) -> String,
    source: String
  ) throws(CredentialError) -> Credentials {
    let results = (Result(catching: access), Result(catching: secret))
    switch results {
    case (.success(let accessKey), .success(let secretKey)):
      return Credentials(accessKey: accessKey, secretKey: secretKey, source: source)
    case (.failure(let first), .failure(let second)) where first.fault == second.fault:
      let places = [first.place, second.place]
      throw CredentialError(account: account, places: places, fault: first.fault)
    case (.failure(let fault), _), (_, .failure(let fault)):
      throw CredentialError(account: account, places: [fault.place], fault: fault.fault)
    }
  }
}

extension ServiceUnit {
  /// The keys that the unit's daemon was started with; nil if it is not running or this process may
  /// not read them.
  package func runningKeys() -> Credentials? {
    let directory = ["CREDENTIALS_DIRECTORY": credentialsDirectory]
    return (try? Credentials.given("", directory)) ?? nil
  }
}
