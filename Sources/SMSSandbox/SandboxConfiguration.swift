/// The configuration of a sandbox: one account, with the simulator as its provider.
package struct SandboxConfiguration: Sendable {
  /// One spool.
  package struct Spool: Sendable {
    package var name: String
    /// The spool's path relative to the sandbox.
    package var directory: String
    /// The sender of requests without `from`.
    package var defaultFrom: String
    /// Further members, separated by commas.
    package var members: String

    /// Creates a spool.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - directory: The spool's path relative to the sandbox.
    ///   - defaultFrom: The sender of requests without `from`.
    ///   - members: Further members, separated by commas.
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

  /// The default number of the simulator's account.
  package static let number = "12065550101"

  /// A comment for the file's first line, without slashes; nil for none.
  package var comment: String?
  package var spools = [Spool()]
  /// The provider's URL, such as `http://127.0.0.1:8026`.
  package var url: String
  /// The numbers of the account `main`.
  package var numbers = [SandboxConfiguration.number]
  /// Whether the account's keys are in files of the sandbox; otherwise they are in the environment.
  package var hasKeyFiles = true
  /// Further members of the account `main`: lines that end with a comma.
  package var account = ""
  /// Further accounts: members of `accounts`.
  package var accounts = ""
  /// All other members: lines that end with a comma.
  package var members = ""

  /// A configuration with one spool and one number.
  ///
  /// - Parameter url: The provider's URL, such as `http://127.0.0.1:8026`.
  package init(url: String) {
    self.url = url
  }

  /// A configuration whose provider listens on a port of 127.0.0.1.
  package init(port: UInt16) {
    self.init(url: "http://127.0.0.1:\(port)")
  }

  /// The configuration file as JSON5.
  ///
  /// - Parameter path: The sandbox's directory.
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
