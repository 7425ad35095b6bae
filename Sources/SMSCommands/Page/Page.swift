internal import SMSArguments
internal import SMSCore
package import SMSDaemon
internal import SMSJSON
internal import SMSPage
internal import SMSSystem

/// The page for those who run the daemon, made for one request of somebody with a session.
package enum Page {
  /// Answers a request.
  ///
  /// - Parameters:
  ///   - call: The request.
  ///   - context: The environment of this process.
  /// - Returns: The answer; what went wrong is a page too, with the words and hints of the commands.
  package static func answer(_ call: PageCall, _ context: Context) async -> PageAnswer {
    let caller = CommandCaller(user: call.user, rights: call.rights, actGroup: call.actGroup)
    let path = call.configurationPath
    let context = context.serving(caller, configurationPath: path, .silent)
    let visit: PageVisit
    do throws(CommandFailure) {
      visit = try PageVisit(call, context)
    } catch {
      return render(PageContent(error), for: call)
    }
    var answer: PageAnswer
    do throws(CommandFailure) {
      switch try await PageRoute.outcome(visit) {
      case .page(let content): answer = render(content, for: call)
      case .next(let location, let result):
        return .seeOther(PageAddress(location).text, keeps: true, result: result)
      case .away(let location): return .seeOther(PageAddress(location).text)
      }
    } catch {
      answer = render(PageContent(error), for: call)
    }
    if visit.hasDisclosed {
      let shows = call.path == "text" ? "text" : "numbers"
      answer.disclosed = JSONObject([
        ("page", .string(visit.disclosedPage)), ("shows", .string(shows)),
      ])
    }
    return answer
  }

  /// The whole document, or for a stream what is in `<main>`.
  private static func render(_ content: PageContent, for call: PageCall) -> PageAnswer {
    let heading = HTML(.h1) { content.heading ?? HTML(text: content.title) }
    let main = heading + content.main
    guard !call.isLive else {
      return PageAnswer(status: content.status, body: Array(main.source.utf8))
    }
    let frame = PageFrame(
      title: content.title,
      base: call.base,
      section: content.section,
      session: PageFrame.Session(
        user: UserAccount.label(call.user),
        ends: Self.clock(call.endsAt),
        acts: call.actsUntil.map(Self.clock),
        changesAt: min(call.endsAt, call.actsUntil ?? call.endsAt).milliseconds
      ),
      formID: call.formID,
      live: content.isLive ? call.path.split(separator: "/").map(String.init) : nil
    )
    return PageAnswer(status: content.status, body: Array(frame.document(main).utf8))
  }

  /// `22:40 UTC`.
  private static func clock(_ time: WallTime) -> String {
    "\(Stamp.short(time).dropFirst(11).prefix(5)) UTC"
  }
}

/// What a page says.
struct PageContent {
  var title: String
  /// In place of the title as its heading; nil for the title.
  var heading: HTML?
  var section: PageFrame.Section?
  var status: UInt32 = 200
  /// Whether it is renewed while it is looked at.
  var isLive = false
  var main: HTML

  init(
    _ title: String,
    heading: HTML? = nil,
    in section: PageFrame.Section?,
    status: UInt32 = 200,
    isLive: Bool = false,
    @HTMLBuilder _ main: () -> HTML
  ) {
    self.title = title
    self.heading = heading
    self.section = section
    self.status = status
    self.isLive = isLive
    self.main = main()
  }

  /// Why there is nothing else to see.
  init(_ failure: CommandFailure) {
    self.init("That did not work", in: nil, status: failure.status.webStatus) {
      HTML(.div, .class("alert"), .init(.role, "alert")) {
        for line in failure.message.split(separator: "\n") {
          HTML(.p, .class("strong"), text: String(line))
        }
        if !failure.hint.isEmpty { HTML(.p, text: failure.hint) }
      }
    }
  }
}

extension ExitCode {
  /// The status of a page that says why a command failed.
  var webStatus: UInt32 {
    switch self {
    case .usage: 400
    case .noPermission: 403
    case .noSuchID: 404
    case .endedOtherwise: 409
    case .unavailable, .tryAgain: 503
    default: 500
    }
  }
}

/// What becomes of a request.
enum PageOutcome {
  case page(PageContent)
  /// On to a page of what the form said, which is kept with a result.
  case next([String], result: JSONValue? = nil)
  /// On to another page; nothing is kept.
  case away([String])
}

/// Which page an address is.
private enum PageRoute {
  static func outcome(_ visit: PageVisit) async throws(CommandFailure) -> PageOutcome {
    let path = visit.call.path.split(separator: "/").map(String.init)
    switch (visit.call.method, path.first ?? "", path.count) {
    case (.get, "", 0): return .page(try OverviewPage(visit).content())
    case (.get, "ages", 1): return .page(try visit.agesPage())
    case (.get, "find", 1): return .page(FindPage(visit).content())
    case (.post, "find", 1): return try FindPage(visit).found()
    case (.get, "found", 2): return .page(try FoundPage(visit).content())
    case (.get, "job", 3): return try MessagePage(visit, spool: path[1], path[2]).outcome()
    case (.post, "text", 1): return .page(try MessagePage(visit).content(withText: true))
    case (.post, "history", 1): return try HistoryPage(visit).found()
    case (.get, "history", 2): return .page(try HistoryPage(visit).content())
    case (.get, "batches", 1): return .page(try visit.batchesPage())
    case (.get, "batch", 3): return .page(try BatchPage(visit, path[1], path[2]).content())
    case (.get, "failures", 1): return .page(try FailuresPage(visit).content())
    case (.get, "audit", 1): return .page(try visit.auditPage())
    case (.post, "act", 1): return .page(try ActPage(visit).content())
    case (.post, "do", 1): return try await ActPage(visit).carryOut()
    case (.get, "done", 2): return .page(try await DonePage(visit).content())
    default:
      return .page(
        PageContent("No such page", in: nil, status: 404) {
          HTML(.p) {
            "There is nothing at this address. "
            HTML(.a, .href(visit.address([""])), text: "Overview")
          }
        }
      )
    }
  }
}

extension PageVisit {
  /// The page for the audit, without what may be a number: of a job's, its number in the ledger.
  fileprivate var disclosedPage: String {
    disclosedJob ?? disclosure(of: call.path)
  }

  private var disclosedJob: String? {
    guard call.path == "text" else { return nil }
    return disclosure(of: "job/\(field("in"))/\(field("name"))")
  }

  private func disclosure(of path: String) -> String {
    Disclosure.masked(own: configuration.ownNumbers).shown(path)
  }
}

extension Program {
  /// Makes the page that the daemon asked for on standard input, and writes it to standard output.
  ///
  /// - Returns: The exit status of the process, which says nothing about the page.
  func runPage() async -> ExitCode {
    guard let input = try? StandardStream.input.read(upTo: Self.longestPageCall),
      let call = PageCall(input)
    else {
      context.console.report("\(ProgramName.value) \(PageCall.word): only the daemon uses it")
      return .usage
    }
    let answer = await Page.answer(call, context)
    // A daemon that reads no more has no use for it.
    try? StandardStream.output.write(answer.output)
    return .done
  }

  private static let longestPageCall = 1 << 22
}
