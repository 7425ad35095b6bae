internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// The examinations of `doctor`, with a configuration that is valid.
struct Checkup {
  let configuration: Configuration
  let now: WallTime
  /// The daemon's user: the state directory's owner, else `smsdispatch`, else who runs this.
  let user: UserAccount?

  init(_ configuration: Configuration, now: WallTime) {
    self.configuration = configuration
    self.now = now
    user = Self.daemonUser(configuration.state)
  }

  private static func daemonUser(_ state: String) -> UserAccount? {
    if let status = try? Directory(entering: state).status() {
      return try? UserAccount.numbered(status.user)
    }
    if let user = try? UserAccount.named("smsdispatch") { return user }
    return try? UserAccount.numbered(UserAccount.effectiveUser)
  }

  /// Whether this process sees files as the daemon does.
  var seesAsDaemon: Bool {
    UserAccount.effectiveUser == 0 || UserAccount.effectiveUser == user?.user
  }

  /// Who runs this, and the clock.
  func environment() -> [Finding] {
    [observer, clock]
  }

  private var observer: Finding {
    let name = user?.name ?? "smsdispatch"
    guard !seesAsDaemon else { return .ok("the daemon's user is \(name)") }
    return .note(
      "run as another user than the daemon's (\(name)): rights and keys may look different",
      hint: "sudo \(ProgramName.value) doctor"
    )
  }

  /// 2026-01-01: this program did not exist before.
  private static let earliest = WallTime(milliseconds: 1_767_225_600_000)

  private var clock: Finding {
    let text = "the clock says \(Stamp.text(now))"
    guard now < Self.earliest else { return .ok(text) }
    return .problem(
      "\(text), which cannot be",
      hint: "Set it (timedatectl set-ntp true): certificates and expiry depend on it."
    )
  }
}
