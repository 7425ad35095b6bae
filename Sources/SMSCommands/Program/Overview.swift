/// The help of the program as a whole: all subcommands, one line each.
package struct Overview {
  private let subcommands: [any Subcommand.Type]
  private let width: Int

  package init(_ subcommands: [any Subcommand.Type], width: Int) {
    self.subcommands = subcommands
    self.width = width
  }

  package var lines: [String] {
    let entries = subcommands.map { ($0.specification.name, $0.specification.summary) }
    return [
      "Usage: \(ProgramName.value) <subcommand> [options]",
      "",
      "Sends the text messages that other programs drop as files into a spool.",
      "",
      "Subcommands:",
    ] + DefinitionList.lines(entries, width: width) + [
      "",
      "'\(ProgramName.value) <subcommand> --help' tells more of each; "
        + "'\(ProgramName.value) demo' shows it all.",
    ]
  }
}
