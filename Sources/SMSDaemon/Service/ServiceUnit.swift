internal import SMSSystem

/// What systemd knows about the daemon's unit, including drop-ins, whether it is running or not.
package struct ServiceUnit: Equatable, Sendable {
  /// The source of a credential.
  package enum Credential: Equatable, Sendable {
    /// A plain file (`LoadCredential=`).
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
  /// Files of further variables, whose content only systemd can see.
  package var environmentFiles: [String] = []
  /// The words of `ExecStart=`.
  package var command: [String] = []
  /// Empty means root.
  package var user = ""
  package var supplementaryGroups: [String] = []
  package var protectSystem = "no"
  package var protectHome = "no"
  package var hasPrivateTmp = false
  /// Paths below which it may write, without their prefixes (`ReadWritePaths=`).
  package var writablePaths: [String] = []
  /// Those that systemd creates for the unit (`StateDirectory=` and similar settings).
  package var madeDirectories: [String] = []
  package var readOnlyPaths: [String] = []
  package var inaccessiblePaths: [String] = []
  /// Mount points of directories from elsewhere (`BindPaths=`).
  package var boundPaths: [String] = []

  package init(name: String) {
    self.name = name
  }

  /// The configuration file of the unit's daemon.
  package var configurationPath: String {
    guard let option = command.firstIndex(of: "--config"), option + 1 < command.count else {
      return Configuration.standardPath
    }
    return command[option + 1]
  }

  /// Where systemd puts the unit's credentials while it runs.
  package var credentialsDirectory: String { "/run/credentials/\(name)" }

  /// Whether the unit gives its daemon no keys, as far as systemd knows.
  package var hasNoKeys: Bool {
    let names = [Credentials.accessName, Credentials.secretName]
    return names.allSatisfy { credentials[$0] == nil } && variables.isEmpty
      && environmentFiles.isEmpty
  }
}

/// Commands for a person to copy and run.
extension ServiceUnit {
  /// Lets the daemon's unit write below a directory, which must exist when it starts.
  package static func allowingWrites(below path: String) -> String {
    let directory = "/etc/systemd/system/\(ServiceManager.unitName).d"
    return """
      mkdir -p \(directory) && printf '[Service]\\nReadWritePaths=%s\\n' \(String(shellWord: path)) \
      >>\(directory)/spools.conf && systemctl daemon-reload && systemctl restart smsdispatch
      """
  }

  /// Runs one of this program's commands with the unit's keys; requires root.
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
  /// A command that lets the unit write below a directory, which must exist when it starts.
  package static func writing(_ path: String) -> String {
    let directory = "/etc/systemd/system/\(ServiceManager.unitName).d"
    return """
      run: mkdir -p \(directory) && printf '[Service]\\nReadWritePaths=%s\\n' '\(path)' \
      >>\(directory)/spools.conf && systemctl daemon-reload && systemctl restart smsdispatch
      """
  }
}
