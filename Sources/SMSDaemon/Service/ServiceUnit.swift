internal import SMSSystem

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

/// Commands for a person to copy.
extension ServiceUnit {
  /// Lets the daemon's unit write below a directory, which must be there when it starts.
  package static func allowingWrites(below path: String) -> String {
    let directory = "/etc/systemd/system/\(ServiceManager.unitName).d"
    return """
      mkdir -p \(directory) && printf '[Service]\\nReadWritePaths=%s\\n' \(String(shellWord: path)) \
      >>\(directory)/spools.conf && systemctl daemon-reload && systemctl restart smsdispatch
      """
  }

  /// Runs a command of this program with the keys that the unit gets; needs root.
  package func running(_ command: String) -> String {
    let names = [Credentials.accessName, Credentials.secretName]
    let properties = names.compactMap { name -> String? in
      switch credentials[name] {
      case .file(let path): "LoadCredential=\(name):\(path)"
      case .encrypted(let path): "LoadCredentialEncrypted=\(name):\(path)"
      case nil: nil
      }
    }
    let options = properties.map { "-p \(String(shellWord: $0))" }.joined(separator: " ")
    return "systemd-run --quiet --pipe --wait --collect \(options) \(command)"
  }
}

/// Commands that add settings to the unit.
package enum DropIn {
  /// A command that lets the unit write below a directory, which must be there when it starts.
  package static func writing(_ path: String) -> String {
    let directory = "/etc/systemd/system/\(ServiceManager.unitName).d"
    return """
      run: mkdir -p \(directory) && printf '[Service]\\nReadWritePaths=%s\\n' '\(path)' \
      >>\(directory)/spools.conf && systemctl daemon-reload && systemctl restart smsdispatch
      """
  }
}
