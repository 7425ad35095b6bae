internal import SMSDaemon

extension DoctorChecks {
  /// Whether alarms can arrive, if any are configured.
  func alarms() -> [Finding] {
    guard let alarms = configuration.alarms else { return [] }
    let faults = start.alarms
    guard faults.isEmpty else { return faults.map { .problem($0) } }
    let places = [
      alarms.command.map { "run \($0[0])" }, alarms.directory.map { "are written to \($0)" },
    ].compactMap(\.self)
    guard !places.isEmpty else {
      return [
        .note(
          "alarms are only logged: neither alarms.command nor alarms.directory is set",
          hint: "See the section about alarms in the guide."
        )
      ]
    }
    return [.ok("alarms \(places.joined(separator: " and ")); 'alarms test' tries it")]
  }
}
