/// A Debian release for the machine.
enum DebianSuite: String, CaseIterable, Sendable {
  case bookworm
  case trixie

  /// The machine's packages besides a minimal system: systemd, common server software, and the
  /// programs' run-time libraries.
  var packages: [String] {
    let libraries =
      switch self {
      case .bookworm: ["libcurl4", "libmicrohttpd12", "libsqlite3-0", "libssl3"]
      case .trixie: ["libcurl4t64", "libmicrohttpd12t64", "libsqlite3-0", "libssl3t64"]
      }
    return Self.common + libraries
  }

  private static let common = [
    "systemd", "systemd-sysv", "dbus", "libpam-systemd", "procps", "iproute2", "ca-certificates",
    "curl", "openssl", "sqlite3", "nginx-light",
  ]
}
