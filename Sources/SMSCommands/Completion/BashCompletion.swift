internal import SMSArguments

/// The bash completion script, for version 4 or later; it depends on no other script.
struct BashCompletion {
  let words: CommandWords

  var lines: [String] {
    let name = ProgramName.value
    let cases = words.specifications.sorted { $0.words.count > $1.words.count }.flatMap(branch)
    let groups = words.groups.flatMap { group in
      [
        "    '\(group) '*) choices='\(words.members(of: group).map { $0.words[1] }.joined(separator: " "))' ;;"
      ]
    }
    let first = words.first.map(\.word).joined(separator: " ")
    return [
      "# Completion of \(name) for bash, made by '\(name) completion bash'.",
      "_\(name)() {",
      "  local current=$2 option=$3 choices='' files='' IFS=$' \\t\\n'",
      "  local -a before=(\"${COMP_WORDS[@]:1:COMP_CWORD-1}\")",
      "  COMPREPLY=()",
      "  # Bash takes the = of --name=VALUE for a word of its own.",
      "  if [[ $current == '=' ]]; then",
      "    current=",
      "  elif [[ $option == '=' ]]; then",
      "    option=${COMP_WORDS[COMP_CWORD-2]}",
      "  fi",
      "  if [[ ${before[0]-} == help ]]; then before=(\"${before[@]:1}\"); fi",
      "  case \"${before[*]:0:2} \" in",
    ] + cases + groups + [
      "    ' ') choices='\(first) --help --version' ;;",
      "    *) return ;;",
      "  esac",
      "  if [[ $files ]]; then",
      "    compopt -o filenames 2>/dev/null",
      "    mapfile -t COMPREPLY < <(compgen -A \"$files\" -- \"$current\")",
      "  else",
      "    mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$current\")",
      "  fi",
      "}",
      "complete -F _\(name) \(name)",
    ]
  }

  private func branch(_ specification: Specification) -> [String] {
    let valued = specification.allOptions.filter { $0.placeholder != nil }
    var lines = ["    '\(specification.name) '*)"]
    if !valued.isEmpty {
      lines.append("      case $option in")
      lines += valued.map { "        --\($0.name)) \(offer($0.kind)) ;;" }
      lines += ["        *) \(otherwise(specification)) ;;", "      esac"]
    } else {
      lines.append("      \(otherwise(specification))")
    }
    return lines + ["      ;;"]
  }

  /// Completions where no option needs a value: options after a dash, otherwise the arguments.
  private func otherwise(_ specification: Specification) -> String {
    let options = specification.allOptions.map { "--\($0.name)" }.joined(separator: " ")
    switch specification.positionals.first?.kind {
    case .words(let words):
      return "choices='\(words.joined(separator: " ")) \(options)'"
    case .file, .directory:
      let action = specification.positionals.first?.kind == .file ? "file" : "directory"
      return "if [[ $current == -* ]]; then choices='\(options)'; else files='\(action)'; fi"
    case .free, nil:
      return "choices='\(options)'"
    }
  }

  private func offer(_ kind: ValueKind) -> String {
    switch kind {
    case .free: "return"
    case .words(let words): "choices='\(words.joined(separator: " "))'"
    case .file: "files='file'"
    case .directory: "files='directory'"
    }
  }
}
