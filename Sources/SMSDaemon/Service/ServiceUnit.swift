/// What systemd knows of the daemon's unit: its drop-ins count, and so does what is not running.
package struct ServiceUnit: Equatable, Sendable {
  /// Where systemd takes a credential from.
  package enum Credential: Equatable, Sendable {
    /// A file of its own, as it is (`LoadCredential=`).
    case file(String)
    /// A file that only systemd can decrypt (`LoadCredentialEncrypted=`).
    case encrypted(String)

    /// The file that a person edits.
    package var path: String {
      switch self {
      case .file(let path), .encrypted(let path): path
      }
    }
  }

  /// With its suffix, such as `smsdispatch.service`.
  package var name: String
  package var credentials: [String: Credential] = [:]
  /// `Environment=`.
  package var variables: [String: String] = [:]
  /// Files of further variables, whose content only systemd sees.
  package var environmentFiles: [String] = []
  /// The words of `ExecStart=`.
  package var command: [String] = []
  /// Empty: root.
  package var user = ""
  package var supplementaryGroups: [String] = []
  package var protectSystem = "no"
  package var protectHome = "no"
  package var hasPrivateTmp = false
  /// What may be written below, without the signs in front (`ReadWritePaths=`).
  package var writablePaths: [String] = []
  /// Those of them that systemd makes for the unit (`StateDirectory=` and its like).
  package var madeDirectories: [String] = []
  package var readOnlyPaths: [String] = []
  package var inaccessiblePaths: [String] = []
  /// Where directories from elsewhere are mounted (`BindPaths=`).
  package var boundPaths: [String] = []

  package init(name: String) {
    self.name = name
  }

  /// The file that the unit's daemon reads its configuration from.
  package var configurationPath: String {
    guard let option = command.firstIndex(of: "--config"), option + 1 < command.count else {
      return Configuration.standardPath
    }
    return command[option + 1]
  }

  /// Where systemd puts the credentials of the unit while it runs.
  package var credentialsDirectory: String { "/run/credentials/\(name)" }

  /// Whether it gives its daemon no keys, in no way that systemd knows of.
  package var hasNoKeys: Bool {
    let names = [Credentials.accessName, Credentials.secretName]
    return names.allSatisfy { credentials[$0] == nil } && variables.isEmpty
      && environmentFiles.isEmpty
  }
}
