import SMSSandbox
import SMSSystem
import TestSupport
import Testing

/// Two network namespaces connected by a cable that can be cut.
///
/// The daemon may use plain HTTP only to a loopback address, and the simulator listens nowhere
/// else. The daemon's namespace therefore has no loopback network of its own: its route to
/// 127.0.0.1 uses the cable.
struct CutNetwork: Sendable {
  static let missing: Comment = "needs root, network namespaces, iproute2, nsenter and unshare"

  private static let script = """
    a="nsenter --net --target $1" b="nsenter --net --target $2"
    ip link add smsd-a netns "$1" type veth peer name smsd-b netns "$2"
    $a ip link set lo up
    $b ip link set lo up
    $a ip addr add 10.77.0.1/30 dev smsd-a
    $b ip addr add 10.77.0.2/30 dev smsd-b
    $a ip link set smsd-a up
    $b ip link set smsd-b up
    $a sh -c 'echo 1 >/proc/sys/net/ipv4/conf/smsd-a/route_localnet'
    $b sh -c 'echo 1 >/proc/sys/net/ipv4/conf/smsd-b/route_localnet'
    $a ip addr del 127.0.0.1/8 dev lo
    $a ip route add 127.0.0.1/32 via 10.77.0.2 dev smsd-a src 10.77.0.1
    """

  private let near: ChildProcess
  private let far: ChildProcess

  /// Whether this machine allows it; not checked unless the tests run.
  static func isPossible() async -> Bool {
    guard SlowTests.areWanted else { return true }
    guard CurrentProcess.user == 0, SystemTool.areThere("ip", "nsenter", "unshare", "bash") else {
      return false
    }
    return (try? await CutNetwork()) != nil
  }

  /// Creates a network, which disappears with its processes and this value.
  init() async throws {
    near = try await Self.holder()
    far = try await Self.holder()
    try await Tool.run("sh", "-ec", Self.script, "sh", "\(near.identifier)", "\(far.identifier)")
  }

  /// A process that keeps a namespace alive.
  private static func holder() async throws -> ChildProcess {
    let directory = try TemporaryDirectory()
    var command = ChildCommand(
      "unshare",
      ["--net", "sh", "-c", "echo; exec tail -f /dev/null"]
    )
    command.output = .file(directory.path("made"))
    let process = try ChildProcess(command)
    _ = try await DirectoryWatch.wait(in: directory.directory) {
      try directory.directory.read("made", upTo: 1).first
    }
    return process
  }

  /// A process on the daemon's side.
  var nearProcess: Int32 { near.identifier }

  /// A command prefix that runs a command on the daemon's side.
  var nearSide: [String] { Self.entering(near) }

  /// A command prefix that runs a command on the provider's side.
  var farSide: [String] { Self.entering(far) }

  private static func entering(_ holder: ChildProcess) -> [String] {
    [SystemTool.path(of: "nsenter") ?? "nsenter", "--net", "--target", "\(holder.identifier)"]
  }

  /// Cuts the cable, on the provider's side.
  func cut() async throws {
    _ = try await Tool.run(farSide + ["ip", "link", "set", "smsd-b", "down"])
  }

  /// Reconnects the cable.
  func heal() async throws {
    _ = try await Tool.run(farSide + ["ip", "link", "set", "smsd-b", "up"])
  }

  /// Makes one of the simulator's own calls, on its side of the cable.
  func make(_ call: SimulatorCall, port: UInt16) async throws -> [UInt8] {
    let script = #"exec 3<>"/dev/tcp/127.0.0.1/$1"; printf %s "$2" >&3; cat <&3"#
    let answer = try await Tool.run(
      farSide + ["bash", "-c", script, "bash", "\(port)", call.request]
    )
    return try call.body(of: Array(answer.utf8))
  }
}
