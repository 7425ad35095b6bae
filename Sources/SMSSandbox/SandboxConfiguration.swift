/// The configuration of a sandbox: one account, whose provider is the simulator.
package struct SandboxConfiguration: Sendable {
  /// One spool.
  package struct Spool: Sendable {
    package var name: String
    /// Where it is, from the sandbox's directory.
    package var directory: String
    package var defaultFrom: String
    /// More members, separated by commas.
    package var members: String

    /// Makes a spool.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - directory: Where it is, from the sandbox's directory.
    ///   - defaultFrom: The sender of requests that name none.
    ///   - members: More members, separated by commas.
    package init(
      _ name: String = "default",
      directory: String = "spool",
      defaultFrom: String = SandboxConfiguration.number,
      members: String = ""
    ) {
      self.name = name
      self.directory = directory
      self.defaultFrom = defaultFrom
      self.members = members
    }
  }

  /// The number that the simulator's account has by default.
  package static let number = "12065550101"

  /// A first line for whoever reads the file, without the slashes; nil for none.
  package var comment: String?
  package var spools = [Spool()]
  /// Where the provider is, such as `http://127.0.0.1:8026`.
  package var url: String
  package var numbers = [SandboxConfiguration.number]
  /// Whether the account's keys are in the sandbox's files; otherwise the environment has them.
  package var hasKeyFiles = true
  /// More members of the account `main`: lines that end with a comma.
  package var account = ""
  /// More accounts: members of `accounts`.
  package var accounts = ""
  /// Everything else: lines that end with a comma.
  package var members = ""

  /// A configuration with one spool and one number.
  ///
  /// - Parameter url: Where the provider is, such as `http://127.0.0.1:8026`.
  package init(url: String) {
    self.url = url
  }

  /// A configuration for a provider on a port of 127.0.0.1.
  package init(port: UInt16) {
    self.init(url: "http://127.0.0.1:\(port)")
  }

  /// The file's text, as JSON5.
  ///
  /// - Parameter path: The directory of the sandbox.
  /// - Returns: The text.
  package func text(in path: String) -> String {
    let numbers = numbers.map { "\"\($0)\"" }.joined(separator: ", ")
    let keyFiles = [
      "access_key_file: \"\(path)/access-key\",", "secret_key_file: \"\(path)/secret-key\",",
    ]
    let main =
      ["base_url: \"\(url)\",  // the simulator, not the provider", "numbers: [\(numbers)],"]
      + (hasKeyFiles ? keyFiles : []) + Self.lines(account)
    let lines =
      ["state: \"\(path)/state\",", "spools: {"] + indented(spools.map { line($0, in: path) })
      + ["},", "accounts: {"]
      + indented(["main: {"] + indented(main) + ["},"] + Self.lines(accounts)) + ["},"]
      + Self.lines(members)
    let head = comment.map { ["// \($0)"] } ?? []
    return (head + ["{"] + indented(lines) + ["}", ""]).joined(separator: "\n")
  }

  private func line(_ spool: Spool, in path: String) -> String {
    let members = spool.members.isEmpty ? "" : ", \(spool.members)"
    return "\(spool.name): { path: \"\(path)/\(spool.directory)\", "
      + "default_from: \"\(spool.defaultFrom)\"\(members) },"
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  private func indented(_ lines: [String]) -> [String] { lines.map { "  " + $0 } }
}
