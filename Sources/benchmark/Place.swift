internal import FlowrouteSimulator
internal import SMSSpool
internal import SMSSystem

/// The temporary directory of a run: configuration, keys, spool, state and log.
///
/// It is removed with all that it holds when nobody needs it any more.
final class Place: Sendable {
  let path: String
  let directory: Directory
  let incoming: Directory
  let results: Directory

  private let parent: Directory
  private let name: FileName

  var configurationPath: String { path + "/config.json5" }

  /// Makes it, for a provider at an address.
  ///
  /// - Parameters:
  ///   - url: The provider's.
  ///   - listens: Whether the daemon takes receipts.
  /// - Throws: `Failure`.
  init(url: String, listens: Bool) throws(Failure) {
    let above = Environment.value(of: "TMPDIR") ?? "/tmp"
    let random = String(try Failure.converting(Randomness.word), radix: 36)
    let text = "smsdispatch-benchmark-\(random)"
    guard let name = FileName(text) else { throw Failure("\(text) is no file name") }
    self.name = name
    path = "\(above)/\(text)"
    let layout = SpoolLayout(root: "\(above)/\(text)/spool")
    let configuration = Place.configuration(at: "\(above)/\(text)", url: url, listens)
    do throws(SystemError) {
      parent = try Directory(path: above)
      directory = try parent.makeDirectory(name, mode: 0o700)
      try Place.furnish(directory, configuration)
      try layout.make()
      incoming = try Directory(path: layout.path(of: .incoming))
      results = try Directory(path: layout.path(of: .results))
    } catch {
      throw Failure(error)
    }
  }

  deinit {
    directory.removeContents()
    try? parent.removeDirectory(name)
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

  /// The pace is out of the way; everything else is as it is in earnest, the log included.
  private static func configuration(at path: String, url: String, _ listens: Bool) -> String {
    """
    {
      state: "\(path)/state",
      spools: { default: { path: "\(path)/spool", default_from: "12065550101" } },
      accounts: {
        main: {
          base_url: "\(url)", numbers: ["12065550101"],
          access_key_file: "\(path)/access-key", secret_key_file: "\(path)/secret-key",
          messages_per_second: 1000000, max_in_flight: 100,
        },
      },
      min_free_mb: 0, \(listens ? "listener: { port: 0 }," : "")
      log: { format: "text" },
    }

    """
  }
}
