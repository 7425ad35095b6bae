/// A manual page, generated from the table of subcommands and the documents of the source tree.
package enum ManualPage: String, CaseIterable, Sendable {
  case program = "smsdispatch.1"
  case configuration = "smsdispatch.json5.5"
  case spool = "smsdispatch-spool.7"
  case simulator = "flowroute-simulator.1"

  /// The page's name, without its section.
  package var name: String { String(rawValue.dropLast(2)) }
  /// The section of the manual: a digit.
  package var section: String { String(rawValue.suffix(1)) }

  /// How other pages refer to it: `smsdispatch(1)`.
  package var reference: String { "\(name)(\(section))" }

  /// The documents whose sections the page contains, in order; links are relative to the first.
  var documents: [ManualDocument] {
    switch self {
    case .program, .configuration: [.server]
    case .spool: [.spool, .codes]
    case .simulator: [.source]
    }
  }

  /// The description for apropos(1).
  var summary: String {
    switch self {
    case .program: "send the text messages that other programs drop as files into a spool"
    case .configuration: "configuration of the text message dispatcher"
    case .spool: "how a program submits text messages, and learns what became of them"
    case .simulator: "Flowroute's messaging API on this machine, with faults on demand"
    }
  }
}
