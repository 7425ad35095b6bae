internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// The checks of `doctor` that need a valid configuration.
struct DoctorChecks {
  let configuration: Configuration
  /// The file that it was read from.
  let path: String
  var now: WallTime
  /// The unit that runs this configuration, if the service manager has one.
  let unit: ServiceUnit?
  /// What prevents the daemon from using its files.
  let start: StartCheck
  let context: Context
  /// The daemon's user, if known.
  let user: UserAccount?
  /// The system's time zones.
  var zoneFiles = ZoneFiles()

  init(_ configuration: Configuration, path: String, _ context: Context) async {
    self.configuration = configuration
    self.path = path
    self.context = context
    now = context.now
    let answer = await context.serviceManager.unit(ServiceManager.unitName)
    unit = answer.unit(running: path)
    start = StartCheck(configuration, path: path, answer)
    user = DaemonUser(configuration, unit: unit)?.account
  }

  /// Whether this process has the daemon's access to files.
  var seesAsDaemon: Bool {
    UserAccount.effectiveUser == 0 || UserAccount.effectiveUser == user?.user
  }

  /// Checks the user, the clock, and the unit's restrictions.
  func environment() -> [Finding] {
    [observer, clock] + start.sandbox.map { .problem($0) }
      + start.notes.map { .note($0.text, hint: $0.hint) }
  }

  private var observer: Finding {
    let name = user?.name ?? "smsdispatch"
    guard !seesAsDaemon else { return .ok("the daemon's user is \(name)") }
    return .note(
      "run as another user than the daemon's (\(name)): rights and keys may look different",
      hint: "sudo \(ProgramName.value) doctor"
    )
  }

  /// 2026-01-01: this program did not exist before then.
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
