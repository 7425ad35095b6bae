internal import FlowrouteSimulator
internal import SMSSpool
internal import SMSSystem

/// The directory of a demo, and the daemon that uses it.
struct DemoPlace {
  let path: String
  private let directory: Directory

  var spool: String { path + "/spool" }

  /// Makes the directory, for a provider at a URL.
  ///
  /// - Throws: `Failure` if that is not possible.
  init(url: String) throws(Failure) {
    do throws(SystemError) {
      let above = Environment.value(of: "TMPDIR") ?? "/tmp"
      let name = FileName("two-factor-demo-" + String(try Randomness.word(), radix: 36))
      guard let name else { throw SystemError(code: 0, operation: "name", path: above) }
      directory = try Directory(path: above).makeDirectory(name, mode: 0o700)
      path = "\(above)/\(name)"
      try Self.furnish(directory, Self.configuration(at: path, url: url))
    } catch {
      throw Failure(error)
    }
    // Made here, so that requests can wait before the daemon is ready.
    do throws(SpoolProblem) {
      try SpoolLayout(root: path + "/spool").make()
    } catch {
      throw Failure("\(error). \(error.hint)")
    }
  }

  /// Starts the daemon in this program's directory, as a separate process.
  ///
  /// - Throws: `Failure` if it cannot be started.
  func startDaemon() throws(Failure) -> ChildProcess {
    do throws(SystemError) {
      let own = try CurrentProcess.executablePath()
      let beside = own.split(separator: "/").dropLast().map { "/\($0)" }.joined()
      var command = ChildCommand(
        beside + "/smsdispatch",
        ["serve", "--config", path + "/config.json5"],
        environment: [:]
      )
      command.output = .null
      command.error = .file(path + "/daemon.log")
      return try ChildProcess(command)
    } catch {
      throw Failure(error)
    }
  }

  private static func furnish(
    _ directory: Directory,
    _ configuration: String
  ) throws(SystemError) {
    let keys = Credentials.demo
    try directory.writeReplacing("config.json5", Array(configuration.utf8), durable: false)
    try directory.writeReplacing("access-key", Array(keys.accessKey.utf8), durable: false)
    try directory.writeReplacing("secret-key", Array(keys.secretKey.utf8), durable: false)
  }

  /// Codes may be sent again sooner than in production.
  private static func configuration(at path: String, url: String) -> String {
    """
    {
      state: "\(path)/state",
      spools: { default: { path: "\(path)/spool", default_from: "12065550101" } },
      accounts: {
        main: {
          base_url: "\(url)", numbers: ["12065550101"],
          access_key_file: "\(path)/access-key", secret_key_file: "\(path)/secret-key",
        },
      },
      verification: { resend_after_seconds: 3 },
      min_free_mb: 1,
      log: { format: "text" },
    }

    """
  }
}
