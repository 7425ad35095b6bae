package import SMSCore
internal import SMSJSON

extension Configuration {
  /// From when on `status --check` reports a warning, or something critical.
  package struct Monitoring: Sendable, Equatable {
    /// The states of warnings, which may be made critical or ignored.
    package static let states = [
      "dry_run", "guests", "held", "paused", "resting", "restored", "slowed", "starting",
      "stopping", "trial",
    ]

    /// How long the first message may be due; nil: for ever, and so on.
    package var warnOldest: Interval? = Interval(seconds: 300)
    package var criticalOldest: Interval?
    /// How many messages may be in doubt.
    package var warnDoubts: Int? = 10
    package var criticalDoubts: Int?
    /// States, such as `held`, that count as critical.
    package var critical: Set<String> = []
    /// States that do not count.
    package var ignored: Set<String> = []

    /// The limits of a configuration that names none.
    package init() {}

    init(_ value: JSONValue?, _ faults: inout Faults) {
      var reader = ConfigurationReader(value, at: "monitoring", &faults)
      warnOldest = reader.span("warn_oldest_seconds", default: warnOldest, &faults)
      criticalOldest = reader.span("critical_oldest_seconds", default: nil, &faults)
      warnDoubts = reader.amount("warn_in_doubt", default: warnDoubts, &faults)
      criticalDoubts = reader.amount("critical_in_doubt", default: nil, &faults)
      critical = reader.states("critical", &faults)
      ignored = reader.states("ignore", &faults)
      for state in critical.intersection(ignored).sorted() {
        faults.add(
          reader.path.member("ignore"),
          "must not name \(state), which critical names",
          repair: "Keep it in one of the two lists."
        )
      }
      reader.refuseOthers(&faults)
    }
  }
}

extension ConfigurationReader {
  /// Reads a time in seconds that may be `"off"`.
  fileprivate mutating func span(
    _ name: String,
    default fallback: Interval?,
    _ faults: inout Faults
  ) -> Interval? {
    limit(name, default: fallback, &faults) { reader, faults in
      reader.interval(name, default: 0, &faults)
    }
  }

  /// Reads a count that may be `"off"`.
  fileprivate mutating func amount(
    _ name: String,
    default fallback: Int?,
    _ faults: inout Faults
  ) -> Int? {
    limit(name, default: fallback, &faults) { reader, faults in
      reader.count(name, default: 0, in: 0...Int(Int32.max), &faults)
    }
  }

  private mutating func limit<Limit>(
    _ name: String,
    default fallback: Limit?,
    _ faults: inout Faults,
    _ read: (inout ConfigurationReader, inout Faults) -> Limit
  ) -> Limit? {
    guard let value = value(name) else { return fallback }
    guard let word = value.string else { return read(&self, &faults) }
    if word != "off" { faults.add(path.member(name), "must be a number or \"off\"") }
    return nil
  }

  fileprivate mutating func states(_ name: String, _ faults: inout Faults) -> Set<String> {
    let states = Configuration.Monitoring.states
    let words = strings(name, &faults) { word in
      states.contains(word) ? nil : "must be one of \(states.joined(separator: ", "))"
    }
    return Set(words ?? [])
  }
}
