/// The help of one subcommand, made of its table.
package struct HelpText {
  private let specification: Specification
  /// Columns to fill.
  private let width: Int

  package init(_ specification: Specification, width: Int) {
    self.specification = specification
    self.width = width
  }

  /// The line that shows the whole command, as `Usage: smsdispatch show ID [options]`.
  package var usage: String {
    var parts = ["Usage: \(ProgramName.value) \(specification.name)"]
    parts += specification.positionals.map { $0.isRequired ? $0.name : "[\($0.name)]" }
    parts += specification.options.filter(\.isRequired).map(\.form)
    parts.append("[options]")
    return parts.joined(separator: " ")
  }

  package var lines: [String] {
    var lines = [usage, ""] + Paragraph.wrap(sentence(specification.summary), width: width)
    let positionals = specification.positionals.map { ($0.name, $0.help) }
    if !positionals.isEmpty {
      lines += ["", "Arguments:"] + DefinitionList.lines(positionals, width: width)
    }
    let options = specification.allOptions.map { ($0.form, $0.help) }
    lines += ["", "Options:"] + DefinitionList.lines(options, width: width)
    for note in specification.notes {
      lines += [""] + Paragraph.wrap(note, width: width)
    }
    return lines
  }

  private func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }
}
