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

  /// How long into a year the last release of the year before is recent enough.
  private static let grace = Interval(seconds: 180 * 86_400)

  private var release: Finding {
    let directory = zoneFiles.directory
    guard let release = zoneFiles.release, let year = Int(release.prefix(4)) else {
      return .note(
        "\(directory) does not say how old the time zones are",
        hint: "Keep them up to date: apt-get install --only-upgrade tzdata"
      )
    }
    let text = "time zones of release \(release)"
    let latest = now.advanced(by: Interval(nanoseconds: -Self.grace.nanoseconds))
    guard year < Int(RFC3339.text(latest).prefix(4)) ?? year else { return .ok(text) }
    return .note(
      "\(text): the rules of some have changed since, as they do each year",
      hint: "apt-get update && apt-get install --only-upgrade tzdata (the daemon needs no restart)"
    )
  }
}
