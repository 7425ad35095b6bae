import SMSCommands
import SMSCore
import SMSSystem
import TestSupport
import Testing

/// The manual against the code, and against the programs that show it.
struct ManualTests {
  private let sources: ManualSources

  init() throws {
    sources = ManualSources(
      readme: try Repository.text("README.md"),
      spool: try Repository.text("spool/README.md"),
      specifications: Subcommands.all.map { $0.specification }
    )
  }

  private func source(_ page: ManualPage) -> String {
    ManualWriter.lines(page, of: sources, date: "2026-11-28", version: CurrentProcess.version)
      .joined(separator: "\n") + "\n"
  }

  /// The page's words, without fonts and escapes.
  private func text(_ page: ManualPage) -> String {
    ["\\fB", "\\fI", "\\fR", "\\&"].reduce(source(page)) { $0.replacing($1, with: "") }
      .replacing("\\-", with: "-")
  }

  /// What a section of the page holds.
  private func section(_ heading: String, of page: ManualPage) -> String {
    let text = text(page)
    guard let start = text.firstRange(of: ".SH \"\(heading)\"\n") else { return "" }
    let rest = text[start.upperBound...]
    return String(rest.firstRange(of: "\n.SH ").map { rest[..<$0.lowerBound] } ?? rest)
  }

  @Test("smsdispatch(1) has each subcommand with its arguments, options and notes, in order")
  func subcommands() throws {
    let text = section("SUBCOMMANDS", of: .program)
    var rest = text[...]
    for specification in sources.specifications {
      let heading = ".SS \"\(specification.name)\"\n"
      rest = rest[try #require(rest.firstRange(of: heading), "\(heading)").upperBound...]
      let own = rest[..<(rest.firstRange(of: "\n.SS ")?.lowerBound ?? rest.endIndex)]
      #expect(own.hasPrefix("smsdispatch \(specification.name)"))
      for option in specification.options {
        #expect(own.contains(option.form), "\(specification.name) \(option.form)")
        #expect(text.contains(".TP\n\(option.form)\n"), "\(specification.name) \(option.form)")
      }
      for positional in specification.positionals {
        #expect(own.contains(".TP\n\(positional.name)\n"), "\(specification.name)")
      }
      let paragraphs = own.split(separator: "\n").filter { $0 == ".PP" }.count
      #expect(paragraphs > specification.notes.count, "\(specification.name)")
    }
    #expect(rest.firstRange(of: "\n.SS ") == nil)
  }

  @Test("smsdispatch(1) has each exit status, error code and log line")
  func program() throws {
    let statuses = section("EXIT STATUS", of: .program)
    for status in ExitCode.allCases { #expect(statuses.contains(".TP\n\(status.rawValue)\n")) }
    let errors = section("ERRORS AND HINTS", of: .program)
    for code in ErrorCode.allCases { #expect(errors.contains(".TP\n\(code.rawValue)\n")) }
    let log = section("LOG LINES", of: .program)
    for row in try Document("README.md").rows(under: "Log lines") {
      let message = try #require(row[0].quotedWords.first)
      #expect(log.contains(".TP\n\(message)\n"), "\(message)")
    }
    #expect(section("FILES", of: .program).contains(".TP\n/etc/smsdispatch/\n"))
    #expect(section("SIGNALS", of: .program).contains("HUP"))
  }

  @Test("smsdispatch.json5(5) has each member of the configuration, with its default")
  func members() throws {
    let text = section("DESCRIPTION", of: .configuration)
    let settings = try DocumentedSetting.all()
    #expect(settings.count > 40)
    for setting in settings {
      let start = try #require(text.firstRange(of: ".TP\n\(setting.path)\n"), "\(setting.path)")
      let entry = text[start.upperBound...].prefix { $0 != "\n" }
      #expect(entry.hasPrefix("values: "), "\(setting.path)")
      guard let value = setting.documentedFallback else { continue }
      #expect(entry.contains("default: \(value)"), "\(setting.path)")
    }
  }

  @Test("smsdispatch-spool(7) has each section of the producers' guide, and each member")
  func spool() throws {
    let guide = try Document("spool/README.md")
    let text = text(.spool)
    let headings = guide.headings.filter { !$0.isEmpty }.dropFirst()
    #expect(headings.count > 8)
    for heading in headings {
      let section = ".SH \"\(heading.uppercased())\"\n"
      #expect(text.contains(section) || text.contains(".SS \"\(heading)\"\n"), "\(heading)")
    }
    let members = guide.rows(under: "Requests").flatMap { $0[0].quotedWords }
    #expect(members.count > 8)
    for member in members { #expect(text.contains("\(member)"), "\(member)") }
  }

  @Test("flowroute-simulator(1) has each option of the simulator")
  func simulator() throws {
    let text = section("OPTIONS", of: .simulator)
    let rows = try Document("README.md").rows(under: "Simulator")
    #expect(rows.count > 8)
    for option in rows.flatMap({ $0[0].quotedWords }) {
      #expect(text.contains(option), "\(option)")
    }
  }

  @Test("a page has its head and nothing of Markdown", arguments: ManualPage.allCases)
  func notation(_ page: ManualPage) {
    let text = text(page)
    #expect(text.hasPrefix(".TH \"\(page.name)\" \"\(page.section)\" \"2026-11-28\""))
    #expect(text.contains(".SH \"NAME\"\n\(page.name) - "))
    #expect(text.contains("\n.SH \"SEE ALSO\"\n"))
    #expect(text.matches(of: /\]\([a-z#]|\*\*|\n\||```/).isEmpty)
  }

  @Test(
    "mandoc has nothing to say about a page but style",
    .enabled(if: SystemTool.areThere("mandoc"), "needs mandoc"),
    arguments: ManualPage.allCases
  )
  func mandoc(_ page: ManualPage) async throws {
    try await check(page, with: "mandoc", "-T", "lint", "-W", "warning")
  }

  @Test(
    "groff formats a page without a warning",
    .enabled(if: SystemTool.areThere("groff"), "needs groff"),
    arguments: ManualPage.allCases
  )
  func groff(_ page: ManualPage) async throws {
    try await check(page, with: "groff", "-man", "-T", "utf8", "-ww", "-z")
  }

  private func check(_ page: ManualPage, with tool: String, _ words: String...) async throws {
    let directory = try TemporaryDirectory()
    try directory.directory.writeReplacing("page", Array(source(page).utf8), durable: false)
    let run = try await SystemTool.run(tool, words + [directory.path("page")])
    #expect(run.output == "")
    #expect(run.status == .exited(0))
  }
}
