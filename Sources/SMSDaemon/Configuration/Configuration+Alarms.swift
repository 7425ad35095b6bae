internal import SMSCore
internal import SMSJSON

extension Configuration {
  /// The most words of the command.
  private static let mostWords = 64

  static func readAlarms(_ value: JSONValue, _ faults: inout Faults) -> Alarms {
    var reader = ConfigurationReader(value, at: "alarms", &faults)
    let alarms = Alarms(
      command: readCommand(&reader, &faults),
      directory: reader.filePath("directory", &faults),
      policy: readPolicy(&reader, &faults),
      limits: readLimits(&reader, &faults)
    )
    reader.refuseOthers(&faults)
    return alarms
  }

  /// The program is named by its path, since the daemon has no `PATH` to rely on.
  private static func readCommand(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> [String]? {
    let words = reader.strings("command", &faults) { word in
      word.unicodeScalars.contains("\0") ? "must not hold NUL" : nil
    }
    guard let words else { return nil }
    let path = reader.path.member("command")
    guard let program = words.first, words.count <= mostWords else {
      faults.add(
        path,
        "must list a program and its arguments, 1 to \(mostWords) words",
        repair: "Write it like [\"/usr/local/bin/alarm\", \"ops\"]; it is not run through a shell."
      )
      return nil
    }
    guard program.hasPrefix("/"), program.last != "/" else {
      faults.add(
        path.index(0),
        "must be the absolute path of a program",
        repair: "Write it like \"/usr/local/bin/alarm\", and its arguments as further words."
      )
      return nil
    }
    return words
  }

  private static func readPolicy(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> AlarmPolicy {
    let standard = AlarmPolicy()
    var policy = standard
    policy.repeatAfter = reader.interval(
      "repeat_after_seconds",
      default: standard.repeatAfter.seconds,
      &faults
    )
    policy.clearAfter = reader.interval(
      "clear_after_seconds",
      default: standard.clearAfter.seconds,
      &faults
    )
    policy.maxPerHour = reader.count(
      "max_per_hour",
      default: standard.maxPerHour,
      in: 12...3_600,
      &faults
    )
    return policy
  }

  private static func readLimits(
    _ reader: inout ConfigurationReader,
    _ faults: inout Faults
  ) -> AlarmLimits {
    let standard = AlarmLimits()
    var limits = standard
    func wait(_ priority: Priority) -> Double { standard.longestWaits[priority]?.seconds ?? 0 }
    limits.longestWaits = [
      .urgent: reader.interval("urgent_wait_seconds", default: wait(.urgent), &faults),
      .high: reader.interval("high_wait_seconds", default: wait(.high), &faults),
      .normal: reader.interval("normal_wait_seconds", default: wait(.normal), &faults),
      .bulk: reader.interval("bulk_wait_seconds", default: wait(.bulk), &faults),
    ]
    limits.failureShare = reader.share("failure_share", default: standard.failureShare, &faults)
    limits.failureCount = reader.count("failure_count", default: standard.failureCount, &faults)
    limits.failureTime = reader.interval(
      "failure_seconds",
      default: standard.failureTime.seconds,
      atLeast: 10,
      &faults
    )
    limits.inDoubt = reader.count(
      "in_doubt",
      default: standard.inDoubt,
      in: 0...Int(Int32.max),
      &faults
    )
    readSenderLimits(&reader, &limits, &faults)
    return limits
  }

  private static func readSenderLimits(
    _ reader: inout ConfigurationReader,
    _ limits: inout AlarmLimits,
    _ faults: inout Faults
  ) {
    limits.optOutShare = reader.share("opt_out_share", default: limits.optOutShare, &faults)
    limits.optOutCriticalShare = reader.share(
      "opt_out_critical_share",
      default: limits.optOutCriticalShare,
      &faults
    )
    limits.undeliveredShare = reader.share(
      "undelivered_share",
      default: limits.undeliveredShare,
      &faults
    )
    limits.senderCount = reader.count("sender_count", default: limits.senderCount, &faults)
  }
}
