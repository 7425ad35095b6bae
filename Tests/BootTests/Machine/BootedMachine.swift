import SMSSystem
import Synchronization
import TestSupport

/// A Debian system booted with systemd as its first process, in a container whose only network is
/// its own loopback.
final class BootedMachine: Sendable {
  let suite: DebianSuite

  /// Its root directory, as a path on the host.
  let root: String

  private let console: TemporaryDirectory
  private let manager: Mutex<ChildProcess?> = Mutex(nil)
  private let executor = QueueExecutor(label: "booted-machine")

  /// Creates a machine and boots it.
  init(_ suite: DebianSuite) async throws {
    self.suite = suite
    root = try await MachineRoot.copy(of: suite)
    console = try TemporaryDirectory()
    do {
      try await boot()
    } catch {
      try? manager.withLock { $0 }?.send(.kill)
      try await MachineRoot.remove(root)
      throw error
    }
  }

  /// Stops it, and removes its root directory and its control groups.
  func discard() async throws {
    try await stop()
    try await MachineRoot.remove(root)
    let remove = "find /sys/fs/cgroup -depth -type d -path \"*/$1*\" -exec rmdir {} +"
    _ = try await CommandRun(["sh", "-c", remove, "sh", group])
  }

  private var group: String { "smsdispatch-boot-\(root.split(separator: "-").last ?? "")" }

  // MARK: Its life

  /// systemd-nspawn needs a `/run` on a tmpfs, and uses its caller's control group.
  ///
  /// It gets its own of both: two machines in one group would end each other's services.
  private static let start = """
    join() { # TREE GROUP
      if mkdir -p "$1$2/$3" 2>/dev/null; then echo $$ >"$1$2/$3/cgroup.procs"; fi
    }
    own() { sed -n "s/^[0-9]*:$1://p" /proc/self/cgroup; }
    if [ -d /sys/fs/cgroup/unified ]; then
      join /sys/fs/cgroup/systemd "$(own name=systemd)" "$3"
      join /sys/fs/cgroup/unified "$(own '')" "$3"
    else
      join /sys/fs/cgroup "$(own '')" "$3"
    fi
    mount -t tmpfs tmpfs /run
    mkdir -p /run/systemd
    exec systemd-nspawn --quiet --boot --directory="$1" --machine="$2" --register=no --keep-unit \\
      --private-network --console=read-only
    """

  private func boot() async throws {
    var command = ChildCommand(
      "unshare",
      [
        "--mount", "--propagation", "private", "sh", "-ec", Self.start, "sh", root,
        "smsdispatch-\(suite)", group,
      ]
    )
    command.output = .appendedFile(console.path("console"))
    command.error = .appendedFile(console.path("console"))
    let process = try ChildProcess(command)
    manager.withLock { $0 = process }
    for _ in 0..<600 {
      if let run = try? await attempt("systemctl is-system-running --wait"),
        run.output.hasPrefix("running") || run.output.hasPrefix("degraded")
      {
        return
      }
      await executor.rest(nanoseconds: 100_000_000)
    }
    let text = try console.directory.read("console", upTo: 1 << 20)
    throw Failure("\(suite) does not boot:\n\(String(decoding: text, as: UTF8.self).suffix(2_000))")
  }

  /// Reboots in an orderly way: all services are stopped first.
  func reboot() async throws {
    _ = try await attempt("systemctl reboot")
    try await end()
    try await boot()
  }

  /// Shuts down in an orderly way.
  func stop() async throws {
    _ = try? await attempt("systemctl poweroff")
    try await end()
  }

  /// Kills everything in it at once, and boots it again.
  func crash() async throws {
    let first = try firstProcess()
    _ = try await CommandRun(["kill", "-KILL", "\(first)"]).successful()
    try await end()
    try await boot()
  }

  private func end() async throws {
    guard let process = manager.withLock({ $0 }) else { return }
    _ = try await process.wait()
    manager.withLock { $0 = nil }
  }

  // MARK: Commands in it

  /// The process id of its process 1, on the host.
  private func firstProcess() throws -> Int32 {
    guard let process = manager.withLock({ $0?.identifier }) else { throw Failure("not booted") }
    let path = "/proc/\(process)/task/\(process)/children"
    let text = String(decoding: try FileDescriptor(opening: path).read(upTo: 4_096), as: UTF8.self)
    guard let first = text.split(separator: " ").first.flatMap({ Int32($0) }) else {
      throw Failure("not booted")
    }
    return first
  }

  /// Runs a shell script in it as root; it may fail.
  func attempt(_ script: String) async throws -> CommandRun {
    let enter = [
      "nsenter", "--target", "\(try firstProcess())", "--mount", "--uts", "--ipc", "--net",
    ]
    let clean = [
      "--pid", "--cgroup", "--root", "--wd", "--", "env", "-i", "HOME=/root", "LANG=C.UTF-8",
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=dumb",
    ]
    return try await CommandRun(enter + clean + ["sh", "-ec", script])
  }

  /// Runs a shell script in it as root.
  ///
  /// - Returns: The script's output.
  /// - Throws: `CommandRun.Failed` unless it exits with 0.
  @discardableResult
  func run(_ script: String) async throws -> String {
    try await attempt(script).successful()
  }

  /// Runs a shell script as a user who has just logged in; it may fail.
  func attempt(as user: String, _ script: String) async throws -> CommandRun {
    let quoted = script.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: #"'\''"#)
    return try await attempt("exec su - \(user) -c '\(quoted)'")
  }

  /// Runs a shell script as a user who has just logged in.
  @discardableResult
  func run(as user: String, _ script: String) async throws -> String {
    try await attempt(as: user, script).successful()
  }

  /// Waits until a condition holds, for a minute at most.
  ///
  /// - Throws: `CommandRun.Failed` with the condition's last output.
  func wait(until condition: String) async throws {
    try await run(
      """
      for attempt in $(seq 1200); do
        if ( \(condition) ) >/run/condition 2>&1; then exit 0; fi
        sleep 0.05
      done
      cat /run/condition
      exit 1 # \(condition)
      """
    )
  }

  /// Writes a file in it.
  func write(_ path: String, _ text: String, mode: UInt32 = 0o644) throws {
    let (directory, name) = try Directory.holding(root + path)
    try directory.writeReplacing(name, Array(text.utf8), mode: mode, durable: false)
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }
}
