internal import SMSArguments

/// Writes one manual page.
package struct ManualWriter {
  /// Described once for all subcommands.
  private static let commonOptions: [OptionSpecification] = [.config, .json, .help, .version]

  private let page: ManualPage
  private let sources: ManualSources
  private var roff: Roff

  /// Generates a page for man(1).
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - sources: The documents and subcommands.
  ///   - date: The date of the release: `2026-11-28`.
  ///   - version: The version of the release.
  /// - Returns: The lines of the page in roff.
  package static func lines(
    _ page: ManualPage,
    of sources: ManualSources,
    date: String,
    version: String
  ) -> [String] {
    let roff = Roff { sources.resolve($0, $1, on: page) }
    var writer = ManualWriter(page: page, sources: sources, roff: roff)
    writer.roff.macro("TH", page.name, page.section, date, "smsdispatch \(version)")
    writer.roff.macro("SH", "NAME")
    writer.roff.name(page.name, page.summary)
    switch page {
    case .program: writer.writeProgram()
    case .configuration: writer.writeConfiguration()
    case .spool: writer.writeSpool()
    case .simulator: writer.writeSimulator()
    }
    writer.writeReferences()
    return writer.roff.lines
  }

  private mutating func writeProgram() {
    roff.macro("SH", "SYNOPSIS")
    roff.text("**\(ProgramName.value)** *subcommand* [*options*]")
    roff.macro("SH", "DESCRIPTION")
    for case .paragraph(let text) in sources[.overview].introduction.prefix(1) {
      roff.paragraph(text)
    }
    writeCommands()
    writeFiles()
    for heading in sources.sections(of: page).dropFirst() { writeSection(heading) }
  }

  /// Writes the section "Commands", with the help of each subcommand in place of the table.
  private mutating func writeCommands() {
    roff.macro("SH", "SUBCOMMANDS")
    for block in sources[.server].section("Commands") {
      switch block {
      case .table(let head, _) where head.first == "command":
        for option in Self.commonOptions { roff.definition("`\(option.form)`", [option.help]) }
        for specification in sources.specifications {
          roff.subcommand(specification, without: Self.commonOptions)
        }
        roff.macro("SH", "NOTES")
      case .table(let head, _) where head.first == "exit status":
        roff.macro("SH", "EXIT STATUS")
        roff.block(block)
        roff.macro("SH", "SIGNALS")
      default:
        roff.block(block)
      }
    }
  }

  private mutating func writeFiles() {
    let table = sources[.server].section("Deployment").first { block in
      if case .table(head: ["what", "where"], _) = block { true } else { false }
    }
    guard case .table(_, let rows)? = table else { return }
    roff.macro("SH", "FILES")
    for row in rows where row.count == 2 { roff.definition(row[1], [row[0]]) }
  }

  private mutating func writeConfiguration() {
    roff.macro("SH", "DESCRIPTION")
    for block in sources[.server].section("Configuration") { roff.block(block) }
    writeSection("Receipts and replies")
  }

  private mutating func writeSpool() {
    roff.macro("SH", "DESCRIPTION")
    for block in sources[.spool].blocks.dropFirst() { roff.block(block) }
    for block in sources[.codes].blocks {
      // The document's title becomes a section.
      guard case .heading(let level, let text) = block else {
        roff.block(block)
        continue
      }
      roff.block(.heading(level: level + 1, text))
    }
  }

  private mutating func writeSimulator() {
    roff.macro("SH", "SYNOPSIS")
    roff.text("**\(page.name)** [*options*]")
    roff.macro("SH", "DESCRIPTION")
    for block in sources[.source].section("Simulator") {
      switch block {
      case .table(let head, _) where head.first == "option":
        roff.macro("SH", "OPTIONS")
        roff.block(block)
        roff.definition("`--help`, `--version`", ["shows the help, or the version"])
        roff.macro("SH", "NOTES")
      case .heading(_, let text):
        roff.block(.heading(level: 2, text))
      case .code(let lines):
        // A package's programs are in PATH.
        roff.code(lines.map { $0.replacing("swift run \(page.name)", with: page.name) })
      default:
        roff.block(block)
      }
    }
  }

  private mutating func writeSection(_ heading: String) {
    roff.block(.heading(level: 2, heading))
    for block in sources[.server].section(heading) { roff.block(block) }
  }

  private mutating func writeReferences() {
    roff.macro("SH", "SEE ALSO")
    let others = ManualPage.allCases.filter { $0 != page }
    roff.text(others.map { "**\($0.name)**(\($0.section))" }.joined(separator: ", "))
  }
}

extension Roff {
  /// A subcommand as described by its `--help`.
  fileprivate mutating func subcommand(
    _ specification: Specification,
    without common: [OptionSpecification]
  ) {
    macro("SS", specification.name)
    text("**\(ProgramName.value) \(specification.name)** \(Self.synopsis(specification))")
    paragraph(
      specification.summary.prefix(1).uppercased() + specification.summary.dropFirst() + "."
    )
    for positional in specification.positionals {
      definition("*\(positional.name)*", [positional.help])
    }
    for option in specification.options where !common.contains(option) {
      definition("`\(option.form)`", [option.help])
    }
    for note in specification.notes {
      for paragraph in note.split(separator: "\n") { self.paragraph(String(paragraph)) }
    }
  }

  private static func synopsis(_ specification: Specification) -> String {
    let positionals = specification.positionals.map {
      $0.isRequired ? "*\($0.name)*" : "[*\($0.name)*]"
    }
    let options = specification.options.map { $0.isRequired ? "`\($0.form)`" : "[`\($0.form)`]" }
    return (positionals + options).joined(separator: " ")
  }
}
