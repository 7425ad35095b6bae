internal import SMSArguments

/// The command line of `benchmark`.
struct Options: Equatable {
  /// How much is measured.
  private(set) var scale: Scale

  /// What is measured.
  let measurements: [Measurement]

  /// Whether the figures are written as JSON.
  let wantsJSON: Bool

  /// The file for a chart of the figures; nil for none.
  let chart: String?

  /// Reads the parsed command line.
  ///
  /// - Throws: `UsageError` for the first value that its option does not allow.
  init(_ arguments: Arguments) throws(UsageError) {
    scale = arguments.has(Self.quick) ? .quick : .full
    scale.messages = try arguments.integer(Self.messages, in: 1...1_000_000) ?? scale.messages
    let chosen = try arguments.choices(Self.only)
    measurements = Measurement.allCases.filter { chosen?.contains($0.rawValue) ?? true }
    wantsJSON = arguments.has(Self.json)
    chart = try arguments.text(Self.svg)
  }
}

extension Options {
  /// The options of the program.
  static let specification = Specification(
    summary: "measures the daemon against a simulated provider on this machine",
    options: [quick, only, messages, json, svg],
    notes: [
      """
      It works in a temporary directory (of TMPDIR, or /tmp): the figures are those of its disk. All of \
      it takes five minutes, and 8 GB there for the million messages that wait. It ends with 0 if no \
      message was sent twice or lost, whether or not the goals are met.
      """
    ]
  )

  private static let quick = OptionSpecification(
    "quick",
    help: "all of it in less than a minute, with smaller numbers"
  )
  private static let only = OptionSpecification(
    "only",
    "A,B",
    kind: .words(Measurement.allCases.map(\.rawValue)),
    help: "some of \(Measurement.allCases.map(\.rawValue).joined(separator: ", "))"
  )
  private static let messages = OptionSpecification(
    "messages",
    "N",
    help: "messages of the throughput "
      + "(\(Scale.full.messages); with --quick \(Scale.quick.messages))"
  )
  private static let json = OptionSpecification(
    "json",
    help: "one JSON object instead of the table"
  )
  private static let svg = OptionSpecification(
    "svg",
    "FILE",
    kind: .file,
    help: "a chart of the figures as well"
  )
}
