package import SMSCore
internal import SMSJSON

extension Configuration {
  /// Where metrics are written.
  package struct Metrics: Sendable, Equatable {
    /// A file for node_exporter's textfile collector; nil for none.
    package var textfile: String?
    /// The time from one writing of the file to the next.
    package var interval = Interval(seconds: standardInterval)

    private static let standardInterval = 15.0

    /// No file.
    package init() {}

    init(_ value: JSONValue?, _ faults: inout Faults) {
      var reader = ConfigurationReader(value, at: "metrics", &faults)
      textfile = reader.filePath("textfile", &faults)
      interval = reader.interval(
        "interval_seconds",
        default: Self.standardInterval,
        atLeast: 1,
        &faults
      )
      reader.refuseOthers(&faults)
      if textfile?.hasSuffix(".prom") == false {
        faults.add(
          reader.path.member("textfile"),
          "must end in .prom",
          repair: "The textfile collector reads no other files."
        )
      }
    }
  }
}
