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
