extension Credentials {
  /// The keys of every account.
  ///
  /// - Throws: `ConfigurationError.keys` with every account that has none.
  package static func loadAll(
    _ configuration: Configuration,
    environment: [String: String]
  ) throws(ConfigurationError) -> [String: Credentials] {
    var credentials: [String: Credentials] = [:]
    var errors: [CredentialError] = []
    for (name, account) in configuration.accounts.sorted(by: { $0.key < $1.key }) {
      do throws(CredentialError) {
        credentials[name] = try load(for: name, account, environment: environment)
      } catch {
        errors.append(error)
      }
    }
    guard errors.isEmpty else { throw .keys(errors) }
    return credentials
  }
}
