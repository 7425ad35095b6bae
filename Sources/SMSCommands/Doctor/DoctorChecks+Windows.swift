internal import SMSCore
internal import SMSDaemon

extension DoctorChecks {
  /// Checks the system's time zones, if a spool has a window.
  func windows() -> [Finding] {
    let windows = configuration.spools.filter { $0.value.sendWindow != nil }
    guard !windows.isEmpty else { return [] }
    do throws(ConfigurationError) {
      _ = try configuration.withZones(zoneFiles, at: now)
    } catch {
      return error.lines.map {
        .problem($0, hint: "Repair it, or remove send_window.", .configuration)
      }
    }
    return [release]
  }

  /// A release of before this many days belongs to the year before: zones change each year.
  private static let grace = Interval(seconds: -180 * 86_400)

  private var release: Finding {
    let directory = zoneFiles.directory
    guard let release = zoneFiles.release, let year = Int(release.prefix(4)) else {
      return .note(
        "\(directory) does not say how old the time zones are",
        hint: "Keep them up to date: apt-get install --only-upgrade tzdata"
      )
    }
    let text = "time zones of release \(release)"
    let needed = Int(RFC3339.text(now.advanced(by: Self.grace)).prefix(4)) ?? year
    guard year < needed else { return .ok(text) }
    return .note(
      "\(text): rules have changed since, several provinces of Canada changed theirs in 2026",
      hint: "apt-get update && apt-get install --only-upgrade tzdata (the daemon needs no restart)"
    )
  }
}
