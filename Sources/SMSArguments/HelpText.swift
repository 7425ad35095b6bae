/// The texts generated from a command's table: its help, and the message for a refused command
/// line.
package struct HelpText {
  private let specification: Specification
  /// The program's name and the command's words.
  private let command: String
  /// The line width in columns.
  private let width: Int

  /// Creates the texts for a command.
  ///
  /// - Parameters:
  ///   - specification: The command's table.
  ///   - program: The program's name.
  ///   - width: The line width in columns.
  package init(_ specification: Specification, of program: String, width: Int) {
    self.specification = specification
    command = ([program] + specification.words).joined(separator: " ")
    self.width = width
  }

  /// The usage lines, such as `Usage: smsdispatch show ID [options]`.
  package var usage: [String] {
    let synopses = specification.synopses.isEmpty ? [synopsis] : specification.synopses
    return synopses.enumerated().map { index, synopsis in
      "\(index == 0 ? "Usage:" : "      ") \(command) \(synopsis)"
    }
  }

  /// The text of `--help`.
  package var lines: [String] {
    var lines = usage + [""] + Paragraph.wrap(sentence(specification.summary), width: width)
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

  /// The reason for refusing a command line, the usage, and a pointer to the help.
  package func lines(refusing error: UsageError) -> [String] {
    ["\(command): \(error)"] + usage + ["'\(command) --help' lists its options."]
  }

  private var synopsis: String {
    var parts = specification.positionals.map { $0.isRequired ? $0.name : "[\($0.name)]" }
    parts += specification.options.filter(\.isRequired).map(\.form)
    parts.append("[options]")
    return parts.joined(separator: " ")
  }

  private func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }
}
