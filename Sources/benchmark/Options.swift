/// The command line of `benchmark`.
struct Options: Equatable {
  /// Why a command line is refused, in a sentence.
  struct UsageError: Error, Equatable {
    let message: String
  }

  /// How much is measured.
  private(set) var scale = Scale.full

  /// What is measured.
  private(set) var measurements = Measurement.allCases

  /// Whether the figures are written as JSON.
  private(set) var wantsJSON = false

  /// Where a chart of the figures goes; nil for none.
  private(set) var chart: String?

  /// Whether the help is asked for.
  private(set) var wantsHelp = false

  /// Reads the arguments that follow the program's name.
  ///
  /// - Throws: `UsageError` for the first argument that makes no sense.
  init(_ arguments: [String]) throws(UsageError) {
    var messages: Int?
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--messages": messages = try Options.count(rest.popFirst())
      case "--only": measurements = try Options.measurements(rest.popFirst())
      case "--svg": chart = try Options.path(rest.popFirst())
      case "--quick": scale = .quick
      case "--json": wantsJSON = true
      case "--help", "-h": wantsHelp = true
      default: throw UsageError(message: "\(option) is no option; see --help")
      }
    }
    scale.messages = messages ?? scale.messages
  }

  private static func count(_ value: String?) throws(UsageError) -> Int {
    guard let count = value.flatMap({ Int($0) }), (1...1_000_000).contains(count) else {
      throw UsageError(message: "--messages needs a number from 1 to 1000000")
    }
    return count
  }

  private static func measurements(_ value: String?) throws(UsageError) -> [Measurement] {
    let words = (value ?? "").split(separator: ",").map(String.init)
    let chosen = words.compactMap(Measurement.init(rawValue:))
    guard !chosen.isEmpty, chosen.count == words.count else {
      let all = Measurement.allCases.map(\.rawValue).joined(separator: ",")
      throw UsageError(message: "--only needs some of \(all)")
    }
    return Measurement.allCases.filter(chosen.contains)
  }

  private static func path(_ value: String?) throws(UsageError) -> String {
    guard let value, !value.isEmpty else { throw UsageError(message: "--svg needs a file") }
    return value
  }

  /// The text of `--help`.
  static let help = """
    benchmark: measures the daemon against a simulated provider on this machine.

    Usage: swift run -c release benchmark [options]

      --quick        all of it in less than a minute, with smaller numbers
      --only A,B     some of throughput, receipts, window, urgent, pacing, rest, backlog
      --messages N   messages of the throughput (20000; with --quick 4000)
      --json         one JSON object instead of the table
      --svg FILE     a chart of the figures as well
      --help

    It works in a temporary directory (of TMPDIR, or /tmp): the figures are those of its disk. All of
    it takes five minutes, and 8 GB there for the million messages that wait. It ends with 0 if no
    message was sent twice or lost, whether or not the goals are met.

    """
}
