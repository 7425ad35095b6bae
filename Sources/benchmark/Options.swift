/// The command line of `benchmark`.
struct Options: Equatable {
  /// Why a command line is refused, in a sentence.
  struct UsageError: Error, Equatable {
    let message: String
  }

  /// How many messages the load has; 1 to 1,000,000.
  private(set) var messages = 20_000

  /// How many messages are dropped one by one, for the time from drop to wire.
  private(set) var singles = 100

  /// Whether the provider sends two receipts of each message, which the daemon takes meanwhile.
  private(set) var hasReceipts = false

  /// Whether the figures are written as JSON.
  private(set) var wantsJSON = false

  /// Whether the help is asked for.
  private(set) var wantsHelp = false

  /// Reads the arguments that follow the program's name.
  ///
  /// - Throws: `UsageError` for the first argument that makes no sense.
  init(_ arguments: [String]) throws(UsageError) {
    var chosen: Int?
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--messages": chosen = try Options.count(rest.popFirst())
      case "--quick": (messages, singles) = (2_000, 20)
      case "--receipts": hasReceipts = true
      case "--json": wantsJSON = true
      case "--help", "-h": wantsHelp = true
      default: throw UsageError(message: "\(option) is no option; see --help")
      }
    }
    messages = chosen ?? messages
  }

  private static func count(_ value: String?) throws(UsageError) -> Int {
    guard let count = value.flatMap({ Int($0) }), (1...1_000_000).contains(count) else {
      throw UsageError(message: "--messages needs a number from 1 to 1000000")
    }
    return count
  }

  /// The text of `--help`.
  static let help = """
    benchmark: measures the daemon against a simulated provider on this machine.

    Usage: swift run -c release benchmark [options]

      --messages N   messages of the load (20000)
      --quick        a short run: 2000 messages, and 20 one by one instead of 100
      --receipts     the provider sends two receipts of each message meanwhile
      --json         one JSON object instead of the table
      --help

    It works in a temporary directory (of TMPDIR, or /tmp): the figures are those of its disk.
    It ends with 0 if every message was sent exactly once, whether or not the goals are met.

    """
}
