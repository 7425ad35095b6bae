internal import SMSArguments

/// The fish completion script, for version 3 or later.
struct FishCompletion {
  let words: CommandWords

  private static let program = ProgramName.value

  var lines: [String] {
    let name = Self.program
    return [
      "# Completion of \(name) for fish, made by '\(name) completion fish'.",
      "",
      "# The words behind the program's name, less a leading 'help', as one string.",
      "function __\(name)_words",
      "    set -l words (commandline -opc)",
      "    set -e words[1]",
      "    if test (count $words) -gt 0; and test $words[1] = help",
      "        set -e words[1]",
      "    end",
      "    string join ' ' -- $words",
      "end",
      "",
      "# Whether these are all the words so far.",
      "function __\(name)_after",
      "    set -l words (__\(name)_words)",
      "    test \"$words\" = \"$argv\"",
      "end",
      "",
      "# Whether the words so far begin with these.",
      "function __\(name)_in",
      "    set -l words (__\(name)_words)",
      "    string match -q -- \"$argv *\" \"$words \"",
      "end",
      "",
      "complete -c \(name) -f",
    ] + words.first.map { entry(after: "", entry: $0) }
      + words.groups.flatMap { group in
        words.members(of: group).map { entry(after: group, entry: ($0.words[1], $0.summary)) }
      }
      + ["help", "version"].map { word in
        "complete -c \(name) -n '__\(name)_after' -l \(word) -d 'show the \(word)'"
      }
      + words.specifications.flatMap(branch)
  }

  private func entry(after words: String, entry: (word: String, summary: String)) -> String {
    let condition = "__\(Self.program)_after\(words.isEmpty ? "" : " \(words)")"
    return
      "complete -c \(Self.program) -n '\(condition)' -a \(entry.word) -d \(quoted(entry.summary))"
  }

  private func branch(_ specification: Specification) -> [String] {
    let start = "complete -c \(Self.program) -n '__\(Self.program)_in \(specification.name)'"
    let options = specification.allOptions.map { option in
      let value = option.placeholder == nil ? "" : " \(self.value(option.kind))"
      return "\(start) -l \(option.name)\(value) -d \(quoted(option.help))"
    }
    let arguments = specification.positionals.compactMap { positional -> String? in
      switch positional.kind {
      case .free: nil
      case .words(let words): "\(start) -a '\(words.joined(separator: " "))'"
      case .file: "\(start) -F"
      case .directory: "\(start) -a '(__fish_complete_directories)'"
      }
    }
    return options + arguments
  }

  private func value(_ kind: ValueKind) -> String {
    switch kind {
    case .free: "-x"
    case .words(let words): "-x -a '\(words.joined(separator: " "))'"
    case .file: "-r -F"
    case .directory: "-x -a '(__fish_complete_directories)'"
    }
  }

  private func quoted(_ text: String) -> String {
    "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }
}
