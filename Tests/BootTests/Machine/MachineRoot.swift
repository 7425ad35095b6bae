import SMSSystem
import TestSupport

/// A machine's root directory: a copy of one made by debootstrap, which is cached for other runs.
enum MachineRoot {
  /// Where the originals are cached.
  static var cache: String {
    Environment.value(of: "XDG_CACHE_HOME").map { "\($0)/smsdispatch-boot" }
      ?? "/var/cache/smsdispatch-boot"
  }

  /// A fresh copy in a directory of its own.
  static func copy(of suite: DebianSuite) async throws -> String {
    let run = try await CommandRun([
      "sh", "-ec", script, "sh", cache, suite.rawValue, suite.packages.joined(separator: ","),
    ])
    return String(try run.successful().split(separator: "\n").last ?? "")
  }

  static func remove(_ root: String) async throws {
    _ = try await CommandRun(["rm", "-rf", "--one-file-system", root]).successful()
  }

  /// Makes an original that is missing or broken, in one process at a time.
  ///
  /// A different list of packages has its own original. Packages start nothing during their
  /// installation, and nginx starts only when a test requests it.
  private static let script = """
    cache=$1 suite=$2 packages=$3
    made=$cache/$suite-$(printf %s "$packages" | sha256sum | cut -c 1-12)
    mkdir -p "$cache/archives"
    exec 9>"$cache/lock"
    flock 9
    find "$cache" -maxdepth 1 -name 'run-*' -mmin +600 -exec rm -rf --one-file-system {} +
    if ! chroot "$made" dpkg --audit >/dev/null 2>&1; then
      rm -rf --one-file-system "$made" "$made.new"
      debootstrap --variant=minbase --cache-dir="$cache/archives" --include="$packages" \\
        "$suite" "$made.new" >"$cache/$suite.log" 2>&1 || { tail -n 20 "$cache/$suite.log"; exit 1; }
      echo smsdispatch-boot >"$made.new/etc/hostname"
      rm -f "$made.new/etc/systemd/system/multi-user.target.wants/nginx.service"
      sync -f "$made.new"
      mv "$made.new" "$made"
    fi
    copy=$(mktemp -d "$cache/run-XXXXXXXX")
    chmod 755 "$copy"
    cp -a --reflink=auto "$made/." "$copy/"
    touch "$copy"
    echo "$copy"
    """
}
