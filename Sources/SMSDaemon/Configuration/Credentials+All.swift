extension Credentials {
  /// Loads the keys of every account.
  ///
  /// - Throws: `ConfigurationError.keys` with every account that has no keys.
  package static func loadAll(
    _ configuration: Configuration,
    environment: [String: String],
    unit: ServiceUnit? = nil
  ) throws(ConfigurationError) -> [String: Credentials] {
    var credentials: [String: Credentials] = [:]
    var errors: [CredentialError] = []
    for (name, account) in configuration.accounts.sorted(by: { $0.key < $1.key }) {
      do throws(CredentialError) {
        credentials[name] = try load(for: name, account, environment: environment, unit: unit)
      } catch {
        errors.append(error)
      }
    }
    guard errors.isEmpty else { throw .keys(errors) }
    return credentials
  }
}

extension ConfigurationError {
  /// The same error with the files that a person edits; see `CredentialError`.
  ///
  /// - Parameters:
  ///   - environment: The variables of this process, with the directory of its unit's credentials.
  ///   - manager: Knows the files.
  /// - Returns: The error, unchanged where the files are unknown.
  func namingFiles(
    _ environment: [String: String],
    _ manager: ServiceManager
  ) async -> ConfigurationError {
    guard case .keys(let errors) = self,
      let name = environment["CREDENTIALS_DIRECTORY"]?.split(separator: "/").last,
      case .unit(let unit) = await manager.unit(String(name))
    else { return self }
    return .keys(errors.map { $0.namingFiles(of: unit) })
  }
}
