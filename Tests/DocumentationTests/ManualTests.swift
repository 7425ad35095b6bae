import SMSArguments
import SMSCommands
import SMSCore
import SMSSystem
import TestSupport
import Testing

/// The manual against the code, and against the programs that show it.
@Suite(.throttled)
struct ManualTests {
  private static let specifications = Subcommands.all.map { $0.specification }
  private static let pages = Result {
    var documents: [ManualDocument: String] = [:]
    for document in ManualDocument.allCases {
      documents[document] = try Repository.text(document.rawValue)
    }
    let sources = ManualSources(documents, specifications: specifications)
    return ManualPage.allCases.map {
      ManualWriter.lines($0, of: sources, date: "2026-11-28", version: CurrentProcess.version)
    }
  }

  private func source(_ page: ManualPage) throws -> [String] {
    let index = try #require(ManualPage.allCases.firstIndex(of: page))
    return try Self.pages.get()[index]
  }

  /// The page's lines, without fonts and escapes.
  private func lines(_ page: ManualPage) throws -> [String] {
    try source(page).map { line in
      guard line.contains("\\") else { return line }
      return ["\\fB", "\\fI", "\\fR", "\\&"].reduce(line) { $0.replacing($1, with: "") }
        .replacing("\\-", with: "-")
    }
  }

  /// The lines of a section of the page.
  private func section(_ heading: String, of page: ManualPage) throws -> ArraySlice<String> {
    let lines = try lines(page)
    let start = try #require(lines.firstIndex(of: ".SH \"\(heading)\""), "\(heading)") + 1
    return lines[start...].prefix { !$0.hasPrefix(".SH ") }
  }

  /// What follows each term of a section, up to the next macro that is no break.
  private func definitions(_ lines: ArraySlice<String>) -> [String: String] {
    var definitions: [String: String] = [:]
    for index in lines.indices where lines[index] == ".TP" {
      let meaning = lines[(index + 2)...].prefix { !$0.hasPrefix(".") || $0 == ".br" }
      definitions[lines[index + 1]] = meaning.joined(separator: "\n")
    }
    return definitions
  }

  @Test("smsdispatch(1) has each subcommand with its arguments, options and notes, in order")
  func subcommands() throws {
    let lines = try section("SUBCOMMANDS", of: .program)
    let common = definitions(lines.prefix { !$0.hasPrefix(".SS ") })
    let sections = lines.split { $0.hasPrefix(".SS ") }.dropFirst()
    let headings = lines.filter { $0.hasPrefix(".SS ") }
    #expect(headings == Self.specifications.map { ".SS \"\($0.name)\"" })
    for (specification, section) in zip(Self.specifications, sections) {
      #expect(section.first?.hasPrefix("smsdispatch \(specification.name)") == true)
      let terms = definitions(section)
      for option in specification.options {
        #expect(section.first?.contains(option.form) == true, "\(specification.name)")
        #expect(terms[option.form] ?? common[option.form] != nil, "\(specification.name)")
      }
      for positional in specification.positionals {
        #expect(terms[positional.name] != nil, "\(specification.name) \(positional.name)")
      }
      let paragraphs = section.count { $0 == ".PP" }
      #expect(paragraphs > specification.notes.count, "\(specification.name)")
    }
  }

  @Test("smsdispatch(1) has each exit status, error code and log line")
  func program() throws {
    let statuses = definitions(try section("EXIT STATUS", of: .program))
    for status in ExitCode.allCases { #expect(statuses["\(status.rawValue)"] != nil) }
    let errors = definitions(try section("ERRORS AND HINTS", of: .program))
    for code in ErrorCode.allCases { #expect(errors[code.rawValue] != nil, "\(code)") }
    let log = definitions(try section("LOG LINES", of: .program))
    for row in try Document("systemd/README.md").rows(under: "Log lines") {
      let message = try #require(row[0].quotedWords.first)
      #expect(log[message] != nil, "\(message)")
    }
    #expect(definitions(try section("FILES", of: .program))["/etc/smsdispatch/"] != nil)
    #expect(try section("SIGNALS", of: .program).contains { $0.contains("HUP") })
  }

  @Test("smsdispatch.json5(5) has each member of the configuration, with its default")
  func members() throws {
    let entries = definitions(try section("DESCRIPTION", of: .configuration))
    let settings = try DocumentedSetting.all()
    #expect(settings.count > 40)
    for setting in settings {
      let entry = try #require(entries[setting.path], "\(setting.path)")
      #expect(entry.hasPrefix("values: "), "\(setting.path)")
      guard let value = setting.documentedFallback else { continue }
      #expect(entry.contains("default: \(value)"), "\(setting.path)")
    }
  }

  @Test("smsdispatch-spool(7) has each section of the producers' guide, and each member")
  func spool() throws {
    let guide = try Document("spool/README.md")
    let codes = try Document("spool/CODES.md")
    let lines = try lines(.spool)
    let headings = guide.headings.filter { !$0.isEmpty }.dropFirst() + codes.headings.dropFirst()
    #expect(headings.count > 8)
    for heading in headings {
      let section = ".SH \"\(heading.uppercased())\""
      #expect(lines.contains(section) || lines.contains(".SS \"\(heading)\""), "\(heading)")
    }
    let terms = definitions(lines[...]).keys.joined(separator: "\n")
    let members = guide.rows(under: "Requests").flatMap { $0[0].quotedWords }
    #expect(members.count > 8)
    for member in members { #expect(terms.contains(member), "\(member)") }
  }

  @Test("a link to what another page or document has is named there")
  func links() throws {
    func text(_ page: ManualPage) throws -> String {
      try lines(page).joined(separator: "\n")
        .replacing("\\[u201C]", with: "“").replacing("\\[u201D]", with: "”")
    }
    let program = try text(.program)
    #expect(program.contains("see “Backup, restore, upgrade, removal” in systemd/README.md"))
    let configuration = try text(.configuration)
    #expect(configuration.contains("“STOP and START” in smsdispatch-spool(7)"))
    #expect(configuration.contains("“Guarantees and their limits” in smsdispatch(1)"))
    #expect(configuration.contains("see “Receipts and replies”"))
    let spool = try text(.spool)
    #expect(spool.contains("a guide of their own, “Login codes”"))
    #expect(spool.contains("see “From a program”"))
    #expect(spool.contains("see “Configuration” in smsdispatch.json5(5)"))
  }

  @Test("flowroute-simulator(1) has each option of the simulator")
  func simulator() throws {
    let terms = definitions(try section("OPTIONS", of: .simulator)).keys.joined(separator: "\n")
    let rows = try Document("Sources/README.md").rows(under: "Simulator")
    #expect(rows.count > 8)
    for option in rows.flatMap({ $0[0].quotedWords }) {
      #expect(terms.contains(option), "\(option)")
    }
  }

  @Test("a page has its head and nothing of Markdown", arguments: ManualPage.allCases)
  func notation(_ page: ManualPage) throws {
    let lines = try lines(page)
    #expect(lines.first?.hasPrefix(".TH \"\(page.name)\" \"\(page.section)\"") == true)
    #expect(lines[1] == ".SH \"NAME\"")
    #expect(lines[2].hasPrefix("\(page.name) - "))
    #expect(lines.contains(".SH \"SEE ALSO\""))
    for line in lines {
      #expect(!line.contains("**") && !line.hasPrefix("|") && !line.contains("```"), "\(line)")
      #expect(!line.contains("]("), "\(line)")
    }
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
    let text = try source(page).joined(separator: "\n") + "\n"
    try directory.directory.writeReplacing("page", Array(text.utf8), durable: false)
    let run = try await SystemTool.run(tool, words + [directory.path("page")])
    #expect(run.output == "")
    #expect(run.status == .exited(0))
  }
}
