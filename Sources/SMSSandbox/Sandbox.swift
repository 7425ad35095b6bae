package import FlowrouteSimulator
package import SMSSpool
package import SMSSystem

/// A temporary installation: one directory with configuration, keys, spools, state and logs, for a
/// daemon that sends to the simulator.
///
/// It keeps no file open, so that a file system below it can be unmounted.
package final class Sandbox: Sendable {
  /// The directory that holds it all.
  package let path: String

  /// Whether the directory is removed with this value.
  private let isTemporary: Bool

  /// Uses a directory that exists, and leaves it there.
  package init(path: String) {
    self.path = path
    isTemporary = false
  }

  /// Makes its directory.
  ///
  /// - Parameters:
  ///   - name: A name that is free.
  ///   - parent: The directory above.
  ///   - isTemporary: Whether it is removed, with all it holds, when this value is released.
  /// - Throws: `SystemError`, as when the name is taken.
  package init(
    making name: FileName,
    in parent: String,
    isTemporary: Bool = false
  ) throws(SystemError) {
    _ = try Directory(path: parent).makeDirectory(name, mode: 0o700)
    path = parent == "/" ? "/\(name)" : "\(parent)/\(name)"
    self.isTemporary = isTemporary
  }

  /// Makes a directory of a new name under `$TMPDIR`, or `/tmp` where that is not set.
  ///
  /// - Parameters:
  ///   - prefix: How its name begins; random letters and digits follow.
  ///   - isTemporary: Whether it is removed, with all it holds, when this value is released.
  /// - Throws: `SystemError`.
  package convenience init(
    named prefix: String,
    isTemporary: Bool = false
  ) throws(SystemError) {
    let random = String(try Randomness.word(), radix: 36)
    guard let name = FileName("\(prefix)-\(random)") else {
      preconditionFailure("\(prefix) is not the beginning of a file name")
    }
    let parent = Environment.value(of: "TMPDIR") ?? "/tmp"
    try self.init(making: name, in: parent, isTemporary: isTemporary)
  }

  deinit {
    guard isTemporary, let directory = try? Directory(path: path) else { return }
    directory.removeContents()
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last.flatMap({ FileName(String($0)) }) else { return }
    try? Directory(path: parts.dropLast().joined(separator: "/")).removeDirectory(name)
  }
}

extension Sandbox {
  /// The path of something in it.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  package var configurationPath: String { path("config.json5") }

  /// Where the daemon logs to by default.
  package var logPath: String { path("\(DaemonProcess.log)") }

  /// A spool's directories.
  ///
  /// - Parameter directory: Where the spool is, from the sandbox's directory.
  /// - Returns: The paths.
  package func spool(_ directory: String = "spool") -> SpoolLayout {
    SpoolLayout(root: path(directory))
  }
}

extension Sandbox {
  /// Writes configuration and keys, and makes the spools, so that requests can wait for the daemon.
  ///
  /// - Parameters:
  ///   - configuration: The configuration.
  ///   - isDurable: Whether the files survive a power cut from now on.
  /// - Throws: `SandboxError`.
  package func prepare(
    _ configuration: SandboxConfiguration,
    isDurable: Bool = false
  ) throws(SandboxError) {
    do throws(SystemError) {
      try writeKeys(isDurable: isDurable)
      try configure(configuration, isDurable: isDurable)
    } catch {
      throw .system(error)
    }
    do throws(SpoolProblem) {
      for spool in configuration.spools { try self.spool(spool.directory).make() }
    } catch {
      throw .spool(error)
    }
  }

  /// Writes the configuration, in place of any before it.
  ///
  /// - Parameters:
  ///   - configuration: The configuration.
  ///   - isDurable: Whether the file survives a power cut from now on.
  /// - Throws: `SystemError`.
  package func configure(
    _ configuration: SandboxConfiguration,
    isDurable: Bool = false
  ) throws(SystemError) {
    try write("config.json5", configuration.text(in: path), isDurable: isDurable)
  }

  /// Writes the two key files that the configuration names.
  ///
  /// - Parameters:
  ///   - credentials: The keys.
  ///   - isDurable: Whether the files survive a power cut from now on.
  /// - Throws: `SystemError`.
  package func writeKeys(
    _ credentials: Credentials = .demo,
    isDurable: Bool = false
  ) throws(SystemError) {
    try write("access-key", credentials.accessKey + "\n", isDurable: isDurable)
    try write("secret-key", credentials.secretKey + "\n", isDurable: isDurable)
  }

  /// Writes a file, in place of any before it.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - text: All it holds.
  ///   - isDurable: Whether it survives a power cut from now on.
  /// - Throws: `SystemError`.
  package func write(
    _ name: FileName,
    _ text: String,
    isDurable: Bool = false
  ) throws(SystemError) {
    try Directory(path: path).writeReplacing(name, Array(text.utf8), durable: isDurable)
  }

  /// Reads a file of at most 1 MiB.
  ///
  /// - Throws: `SystemError`, as when there is none.
  package func read(_ name: FileName) throws(SystemError) -> String {
    String(decoding: try Directory(path: path).read(name, upTo: 1 << 20), as: UTF8.self)
  }
}

extension Sandbox {
  /// A command of the program `smsdispatch` in this one's directory.
  ///
  /// - Parameters:
  ///   - words: Subcommand and options; `--config` is added.
  ///   - prefix: What comes before the program; it must become the program.
  ///   - environment: All the variables; nil for those of this process.
  /// - Returns: The command, with the streams of this process.
  /// - Throws: `SystemError` if `/proc` is not there.
  package func command(
    _ words: [String],
    after prefix: [String] = [],
    environment: [String: String]? = nil
  ) throws(SystemError) -> ChildCommand {
    let program = try CurrentProcess.program(beside: "smsdispatch")
    let line = prefix + [program] + words + ["--config", configurationPath]
    return ChildCommand(line[0], Array(line.dropFirst()), environment: environment)
  }
}
