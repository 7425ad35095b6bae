internal import SMSArguments
internal import SMSCore
internal import SMSSystem

/// `manual`: prints a manual page, for packages.
struct ManualCommand: Subcommand {
  private static let source = OptionSpecification(
    "source",
    "DIR",
    kind: .directory,
    help: "the source tree, whose documents are read; the working directory unless given"
  )
  private static let date = OptionSpecification(
    "date",
    "DATE",
    help: "the date of the page, as in 2026-11-23; today's unless given"
  )

  static let specification = Specification(
    "manual",
    summary: "print a page of the manual, for man -l and for packages",
    positionals: [
      .init("PAGE", kind: .words(pages), help: pages.joined(separator: ", "))
    ],
    options: [source, date],
    notes: [
      "A page is made of the subcommands' own help and of the documents in the source tree."
    ]
  )

  private static let pages = ManualPage.allCases.map(\.rawValue)

  private let page: ManualPage
  private let source: String
  private let date: String?

  init(_ arguments: Arguments) throws(UsageError) {
    let word = arguments.positionals[0]
    guard let page = ManualPage(rawValue: word) else {
      throw UsageError(
        "PAGE must be one of \(Self.pages.joined(separator: ", "))",
        suggestion: Suggestion.of(word, among: Self.pages)
      )
    }
    self.page = page
    source = arguments.value(Self.source) ?? "."
    date = arguments.value(Self.date)
    guard date?.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil || date == nil else {
      throw UsageError("--date must be a date as in 2026-11-23")
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    var documents: [ManualDocument: String] = [:]
    for document in ManualDocument.allCases { documents[document] = try read(document) }
    let sources = ManualSources(
      documents,
      specifications: Subcommands.all.map { $0.specification }
    )
    let today = String(Stamp.text(context.now).prefix(10))
    context.console.say(
      ManualWriter.lines(
        page,
        of: sources,
        date: date ?? today,
        version: CurrentProcess.version
      )
    )
    return .done
  }

  private func read(_ document: ManualDocument) throws(CommandFailure) -> String {
    do throws(SystemError) {
      let path = "\(source)/\(document.rawValue)"
      let bytes = try FileDescriptor(opening: path).read(upTo: 1 << 22)
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      throw CommandFailure(
        error,
        .noSuchID,
        hint: "Name the source tree with --source DIR."
      )
    }
  }
}
