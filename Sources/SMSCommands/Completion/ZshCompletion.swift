internal import SMSArguments

/// The zsh completion script, to be sourced or put in a directory of `$fpath`.
struct ZshCompletion {
  let words: CommandWords

  var lines: [String] {
    let name = ProgramName.value
    return [
      "#compdef \(name)",
      "# Completion of \(name) for zsh, made by '\(name) completion zsh'.",
      "_\(name)() {",
      "  local name",
      "  local -a choices",
      "  if [[ $words[2] == help ]] && (( CURRENT > 2 )); then",
      "    shift words",
      "    (( CURRENT-- ))",
      "  fi",
      "  if (( CURRENT == 2 )); then",
      "    choices=(",
    ] + words.first.map { "      \(Self.quoted("\($0.word):\($0.summary)"))" } + [
      "    )",
      "    _describe -t subcommands subcommand choices",
      "    return",
      "  fi",
      "  case $words[2] in",
    ] + words.groups.flatMap(group) + [
      "    *) name=$words[2]; shift words; (( CURRENT-- )) ;;",
      "  esac",
      "  case $name in",
    ] + words.specifications.flatMap(branch) + [
      "  esac",
      "}",
      "if [[ $funcstack[1] == _\(name) ]]; then",
      "  _\(name) \"$@\"",
      "else",
      "  compdef _\(name) \(name)",
      "fi",
    ]
  }

  private func group(_ group: String) -> [String] {
    ["    \(group))", "      if (( CURRENT == 3 )); then", "        choices=("]
      + words.members(of: group).map {
        "          \(Self.quoted("\($0.words[1]):\($0.summary)"))"
      } + [
        "        )",
        "        _describe -t subcommands subcommand choices",
        "        return",
        "      fi",
        "      name=\"$words[2] $words[3]\"; shift 2 words; (( CURRENT -= 2 ))",
        "      ;;",
      ]
  }

  private func branch(_ specification: Specification) -> [String] {
    let options = specification.allOptions.map { option in
      let help = Self.escaped(option.help)
      guard let placeholder = option.placeholder else { return "--\(option.name)[\(help)]" }
      return "--\(option.name)=[\(help)]:\(placeholder):\(action(option.kind))"
    }
    let arguments = specification.positionals.map { positional in
      "\(positional.isRequired ? ":" : "::")\(positional.name):\(action(positional.kind))"
    }
    let parts = (options + arguments).map { "        \(Self.quoted($0))" }
    return ["    '\(specification.name)')", "      _arguments \\"]
      + parts.dropLast().map { "\($0) \\" } + parts.suffix(1) + ["      ;;"]
  }

  private func action(_ kind: ValueKind) -> String {
    switch kind {
    case .free: " "
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .file: "_files"
    case .directory: "_files -/"
    }
  }

  /// Unescaped, a bracket ends a description and a colon ends a part of a specification.
  private static func escaped(_ text: String) -> String {
    ["\\", "[", "]", ":"].reduce(text) { $0.replacing($1, with: "\\\($1)") }
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.replacing("'", with: "'\\''"))'"
  }
}
