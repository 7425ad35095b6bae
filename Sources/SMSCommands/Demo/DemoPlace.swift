internal import SMSDaemon
internal import SMSSpool
internal import SMSSystem

/// The temporary directory of a demo: configuration, keys, spool, state and log.
struct DemoPlace {
  let path: String
  private let directory: Directory

  var configurationPath: String { path + "/config.json5" }
  var spool: ChosenSpool { ChosenSpool(name: "default", path: path + "/spool") }
  var logPath: String { path + "/daemon.log" }

  /// Makes it.
  ///
  /// - Parameter given: A directory that is not there yet; nil for one in the temporary directory.
  /// - Throws: `CommandFailure` with status 73.
  init(path given: String?) throws(CommandFailure) {
    do throws(SystemError) {
      let parent = Environment.value(of: "TMPDIR") ?? "/tmp"
      let random = String(try Randomness.word(), radix: 36)
      let path = given ?? "\(parent)/smsdispatch-demo-\(random)"
      let (above, name) = Self.split(path)
      directory = try Directory(path: above).makeDirectory(name, mode: 0o700)
      self.path = above == "/" ? "/\(name)" : "\(above)/\(name)"
    } catch {
      throw CommandFailure(error, .cannotCreate)
    }
  }

  /// An absolute path less its last name, and that name.
  private static func split(_ path: String) -> (above: String, name: FileName) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    let above = parts.dropLast().joined(separator: "/")
    let name = parts.last.flatMap { FileName(String($0)) } ?? "smsdispatch-demo"
    return ("/\(above)", name)
  }

  /// Writes configuration and keys.
  ///
  /// - Throws: `CommandFailure` with status 73.
  func furnish(url: String, accessKey: String, secretKey: String) throws(CommandFailure) {
    let text = Self.configuration(at: path, url: url)
    do throws(SystemError) {
      try directory.writeReplacing("config.json5", Array(text.utf8), durable: false)
      try directory.writeReplacing("access-key", Array("\(accessKey)\n".utf8), durable: false)
      try directory.writeReplacing("secret-key", Array("\(secretKey)\n".utf8), durable: false)
    } catch {
      throw CommandFailure(error, .cannotCreate)
    }
    do throws(SpoolProblem) {
      try SpoolLayout(root: spool.path).make()
    } catch {
      throw CommandFailure(.cannotCreate, "\(error)", hint: error.hint)
    }
  }

  /// Shorter times than anyone wants in earnest, so that the story takes seconds.
  private static func configuration(at path: String, url: String) -> String {
    """
    // The configuration of a demo. It is JSON with comments and trailing commas.
    {
      state: "\(path)/state",
      spools: {
        default: { path: "\(path)/spool", default_from: "12065550101" },
      },
      accounts: {
        main: {
          base_url: "\(url)",  // the simulator instead of https://api.flowroute.com
          access_key_file: "\(path)/access-key",
          secret_key_file: "\(path)/secret-key",
          numbers: ["12065550101"],
          messages_per_second: 5,
          probe_seconds: 1,
        },
      },
      uncertain: { looks_after_seconds: [0.5, 1.5] },
      listener: { port: 0 },  // any free port of this machine
      retry: { max_attempts: 2, first_delay_seconds: 0.5, max_delay_seconds: 2 },
      min_free_mb: 1,
      log: { format: "text", level: "info" },
    }

    """
  }
}

/// The file that the demo's daemon logs to.
final class DemoLog: Sendable {
  private let file: FileDescriptor

  init(path: String) throws(CommandFailure) {
    do throws(SystemError) {
      file = try FileDescriptor(opening: path, [.writeOnly, .create, .append])
    } catch {
      throw CommandFailure(error, .cannotCreate)
    }
  }

  /// Writes lines; a demo goes on without a log.
  func write(_ text: String) {
    try? file.write(text.utf8)
  }
}
