internal import FlowrouteSimulator
internal import SMSSpool
internal import SMSSystem

/// The temporary directory of a measurement: configuration, keys, spool, state and log.
///
/// It is removed with all its content when the last reference is released.
final class Place: Sendable {
  let path: String
  let directory: Directory
  let incoming: Directory
  let results: Directory

  private let parent: Directory
  private let name: FileName

  var configurationPath: String { path + "/config.json5" }

  /// Makes the directory with its spool.
  ///
  /// - Throws: `Failure` if that is not possible.
  init() throws(Failure) {
    let above = Environment.value(of: "TMPDIR") ?? "/tmp"
    let random = String(try Failure.converting(Randomness.word), radix: 36)
    let text = "smsdispatch-benchmark-\(random)"
    guard let name = FileName(text) else { throw Failure("\(text) is no file name") }
    self.name = name
    path = "\(above)/\(text)"
    let layout = SpoolLayout(root: "\(above)/\(text)/spool")
    do throws(SystemError) {
      parent = try Directory(path: above)
      directory = try parent.makeDirectory(name, mode: 0o700)
    } catch {
      throw Failure(error)
    }
    do throws(SpoolProblem) {
      try layout.make()
    } catch {
      throw Failure("\(error). \(error.hint)")
    }
    do throws(SystemError) {
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

  /// Writes configuration and keys for a provider at a URL.
  ///
  /// - Throws: `Failure` if a file cannot be written.
  func configure(_ setting: Setting, url: String) throws(Failure) {
    let keys = Credentials.demo
    let files: [(FileName, String)] = [
      ("config.json5", configuration(setting, url: url)), ("access-key", keys.accessKey),
      ("secret-key", keys.secretKey),
    ]
    for (file, text) in files {
      try Failure.converting { () throws(SystemError) in
        try directory.writeReplacing(file, Array(text.utf8), durable: false)
      }
    }
  }

  /// Waits for the first line of a file.
  ///
  /// - Throws: `Failure` if it is not there within 30 s.
  func line(of file: FileName) async throws(Failure) -> String {
    let alarm = Alarm()
    for _ in 0..<3_000 {
      let text = String(decoding: (try? directory.read(file, upTo: 4096)) ?? [], as: UTF8.self)
      if let end = text.firstIndex(of: "\n") { return String(text[..<end]) }
      await alarm.wait(until: Clocks.monotonic + 10_000_000)
    }
    throw Failure("\(file) has no line after 30 s")
  }

  /// Whether no request is waiting to be accepted.
  var isTaken: Bool {
    guard let taken = try? Directory(path: "\(path)/spool/.taken") else { return false }
    return Self.isEmpty(incoming) && Self.isEmpty(taken)
  }

  private static func isEmpty(_ directory: Directory) -> Bool {
    guard var listing = try? directory.listing() else { return false }
    return (try? listing.next()).flatMap { $0 } == nil
  }

  /// Apart from pace and window, everything is as in production, including the log.
  private func configuration(_ setting: Setting, url: String) -> String {
    """
    {
      state: "\(path)/state",
      spools: {
        default: {
          path: "\(path)/spool", default_from: "12065550101", allow_urgent: true,
          max_queued: 10000000,
        },
      },
      accounts: {
        main: {
          base_url: "\(url)", numbers: ["12065550101"],
          access_key_file: "\(path)/access-key", secret_key_file: "\(path)/secret-key",
          messages_per_second: \(setting.messagesPerSecond), max_in_flight: \(setting.maxInFlight),
        },
      },
      retry: { give_up_after_seconds: 86400 },
      min_free_mb: 0,
      \(setting.listens ? "listener: { port: 0 }," : "")
      log: { format: "text" },
    }

    """
  }
}
