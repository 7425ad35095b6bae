package import FlowrouteSimulator
package import SMSSpool
package import SMSSystem

/// A temporary installation: one directory with configuration, keys, spools, state and logs, for a
/// daemon that sends to the simulator.
///
/// It keeps no file open, so that a file system mounted in it can be unmounted.
package final class Sandbox: Sendable {
  /// The installation's directory.
  package let path: String

  /// Whether the directory is removed when this value is released.
  private let isTemporary: Bool

  /// Uses an existing directory, and does not remove it.
  package init(path: String) {
    self.path = path
    isTemporary = false
  }

  /// Creates its directory.
  ///
  /// - Parameters:
  ///   - name: An unused name.
  ///   - parent: The parent directory.
  ///   - isTemporary: Whether the directory is removed, with its contents, when this value is
  ///     released.
  /// - Throws: `SystemError` if it cannot be created, for example because the name exists.
  package init(
    making name: FileName,
    in parent: String,
    isTemporary: Bool = false
  ) throws(SystemError) {
    _ = try Directory(path: parent).makeDirectory(name, mode: 0o700)
    path = parent == "/" ? "/\(name)" : "\(parent)/\(name)"
    self.isTemporary = isTemporary
  }

  /// Creates a directory with a unique name in `$TMPDIR`, or in `/tmp` if that is not set.
  ///
  /// - Parameters:
  ///   - prefix: The beginning of its name; random letters and digits follow.
  ///   - isTemporary: Whether the directory is removed, with its contents, when this value is
  ///     released.
  /// - Throws: `SystemError` if it cannot be created.
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
  /// The path of a file or directory in it.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  package var configurationPath: String { path("config.json5") }

  /// The daemon's default log file.
  package var logPath: String { path("\(DaemonProcess.log)") }

  /// The layout of a spool.
  ///
  /// - Parameter directory: The spool's path relative to the sandbox.
  /// - Returns: The layout.
  package func spool(_ directory: String = "spool") -> SpoolLayout {
    SpoolLayout(root: path(directory))
  }
}

extension Sandbox {
  /// Writes configuration and keys, and creates the spools, so that requests can be submitted
  /// before the daemon starts.
  ///
  /// - Parameters:
  ///   - configuration: The configuration.
  ///   - isDurable: Whether to sync the files, so that they survive a power cut.
  /// - Throws: `SandboxError` if a file cannot be written or a spool cannot be created.
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

  /// Writes the configuration, replacing an earlier one.
  ///
  /// - Parameters:
  ///   - configuration: The configuration.
  ///   - isDurable: Whether to sync the file, so that it survives a power cut.
  /// - Throws: `SystemError` if it cannot be written.
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
  ///   - isDurable: Whether to sync the files, so that they survive a power cut.
  /// - Throws: `SystemError` if one cannot be written.
  package func writeKeys(
    _ credentials: Credentials = .demo,
    isDurable: Bool = false
  ) throws(SystemError) {
    try write("access-key", credentials.accessKey + "\n", isDurable: isDurable)
    try write("secret-key", credentials.secretKey + "\n", isDurable: isDurable)
  }

  /// Writes a file, replacing an earlier one.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - text: Its content.
  ///   - isDurable: Whether to sync the file, so that it survives a power cut.
  /// - Throws: `SystemError` if it cannot be written.
  package func write(
    _ name: FileName,
    _ text: String,
    isDurable: Bool = false
  ) throws(SystemError) {
    try Directory(path: path).writeReplacing(name, Array(text.utf8), durable: isDurable)
  }

  /// Reads a file of at most 1 MiB.
  ///
  /// - Throws: `SystemError` if it does not exist or cannot be read.
  package func read(_ name: FileName) throws(SystemError) -> String {
    String(decoding: try Directory(path: path).read(name, upTo: 1 << 20), as: UTF8.self)
  }
}

extension Sandbox {
  /// A command that runs `smsdispatch` from the directory of the running program.
  ///
  /// - Parameters:
  ///   - words: Subcommand and options; `--config` is added.
  ///   - prefix: A command to put before the program; it must replace itself with the program.
  ///   - environment: The complete environment; nil inherits this process's.
  /// - Returns: The command, which inherits this process's streams.
  /// - Throws: `SystemError` if `/proc` is not mounted.
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
