internal import SMSSandbox
internal import SMSSpool
internal import SMSSystem

extension Sandbox {
  /// Creates the directory of a demo, which is kept.
  ///
  /// - Parameter path: A directory that does not exist yet; nil for one in the temporary directory.
  /// - Returns: The sandbox, without files.
  /// - Throws: `CommandFailure` with status 73 if it cannot be created.
  static func ofDemo(at path: String?) throws(CommandFailure) -> Sandbox {
    do throws(SystemError) {
      guard let path else { return try Sandbox(named: "smsdispatch-demo") }
      let parts = path.split(separator: "/", omittingEmptySubsequences: true)
      let name = parts.last.flatMap { FileName(String($0)) } ?? "smsdispatch-demo"
      return try Sandbox(making: name, in: "/" + parts.dropLast().joined(separator: "/"))
    } catch {
      throw CommandFailure(error, .cannotCreate)
    }
  }

  /// Writes configuration and keys, and creates the spool.
  ///
  /// - Parameter url: The simulator's URL.
  /// - Throws: `CommandFailure` with status 73 if a file or the spool cannot be created.
  func prepareDemo(url: String) throws(CommandFailure) {
    do throws(SandboxError) {
      try prepare(.demo(url: url))
    } catch {
      switch error {
      case .system(let error):
        throw CommandFailure(error, .cannotCreate)
      case .spool(let problem):
        throw CommandFailure(.cannotCreate, "\(problem)", hint: problem.hint)
      default:
        throw CommandFailure(.internalError, "\(error)")
      }
    }
  }

  /// The spool in the form that commands use.
  var chosenSpool: ChosenSpool { ChosenSpool(name: "default", path: spool().root) }
}

extension SandboxConfiguration {
  /// Times much shorter than in production, so that the story takes seconds.
  fileprivate static func demo(url: String) -> SandboxConfiguration {
    var configuration = SandboxConfiguration(url: url)
    configuration.comment =
      "The configuration of a demo. It is JSON with comments and trailing commas."
    configuration.account = """
      messages_per_second: 5,
      probe_seconds: 1,
      """
    configuration.members = """
      uncertain: { looks_after_seconds: [0.5, 1.5] },
      listener: { port: 0 },  // any free port of this machine
      console: { port: 0 },
      retry: { max_attempts: 2, first_delay_seconds: 0.5, max_delay_seconds: 2 },
      min_free_mb: 1,
      log: { format: "text", level: "info" },
      """
    return configuration
  }
}

/// The log file of the demo's daemon.
final class DemoLog: Sendable {
  private let file: FileDescriptor

  init(path: String) throws(CommandFailure) {
    do throws(SystemError) {
      file = try FileDescriptor(opening: path, [.writeOnly, .create, .append])
    } catch {
      throw CommandFailure(error, .cannotCreate)
    }
  }

  /// Writes text; the demo continues if that fails.
  func write(_ text: String) {
    try? file.write(text.utf8)
  }
}
