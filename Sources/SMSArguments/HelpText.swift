/// The texts about one command that its table makes: the help, and what a refused command line gets.
package struct HelpText {
  private let specification: Specification
  /// The program's name and the command's words.
  private let command: String
  /// Columns to fill.
  private let width: Int

  /// Makes the texts of a command.
  ///
  /// - Parameters:
  ///   - specification: The command's table.
  ///   - program: The program's name.
  ///   - width: Columns to fill.
  package init(_ specification: Specification, of program: String, width: Int) {
    self.specification = specification
    command = ([program] + specification.words).joined(separator: " ")
    self.width = width
  }

  /// The lines that show the whole command, as `Usage: smsdispatch show ID [options]`.
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

  /// Why a command line is refused, the usage, and where the options are described.
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
