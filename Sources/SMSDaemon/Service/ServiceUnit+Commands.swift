internal import SMSSystem

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
