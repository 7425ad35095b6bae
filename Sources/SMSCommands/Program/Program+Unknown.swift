internal import SMSSystem

extension Program {
  /// Tells that no subcommand starts like these words; a group's first word lists the group.
  func tellUnknown(_ words: [String]) -> ExitCode {
    let console = context.console
    let first = words.first ?? ""
    let known = subcommands.map { $0.specification }
    let group = known.filter { $0.words.first == first }
    if words.contains("--help") || words.contains("-h"), !group.isEmpty {
      console.say(group.flatMap { HelpText($0, width: console.width()).lines + [""] }.dropLast())
      return .done
    }
    if group.isEmpty {
      let kind = first.hasPrefix("-") ? "option" : "subcommand"
      let suggestion = Suggestion.of(first, among: known.map { $0.words[0] })
      let error = UsageError(
        "there is no \(kind) \(String(escaping: first))",
        suggestion: suggestion
      )
      console.tell("\(ProgramName.value): \(error)")
    } else {
      let names = group.map(\.name).joined(separator: ", ")
      console.tell("\(ProgramName.value): one word is missing or wrong behind \(first): \(names)")
    }
    console.tell("'\(ProgramName.value) --help' lists the subcommands.")
    return .usage
  }
}
