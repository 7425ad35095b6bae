internal import SMSArguments
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `flush`: makes deferred jobs due now.
struct FlushCommand: Subcommand {
  private static let spool = OptionSpecification(
    "spool",
    "NAME",
    help: "only jobs of this spool"
  )

  static let specification = Specification(
    "flush",
    summary: "make deferred jobs due now",
    options: [spool] + OperatorCommand.options,
    notes: [
      "The account's pace is kept, and paused accounts stay paused.",
      OperatorCommand.note,
    ]
  )

  private let command: OperatorCommand
  private let spool: String?

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("flush", arguments)
    spool = arguments.value(Self.spool)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await command.run(context) { _ in
      spool.map { [("spool", .string($0))] } ?? []
    } report: { result, _ in
      let count = result.number("affected") ?? 0
      return "\(Quantity.of(count, "deferred job")) \(count == 1 ? "is" : "are") due now"
    }
  }
}
