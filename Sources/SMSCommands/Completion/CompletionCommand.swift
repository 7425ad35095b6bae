package import SMSArguments

/// `completion`: prints the completion script for a shell.
struct CompletionCommand: Subcommand {
  static let specification = Specification(
    "completion",
    summary: "print the completion script of a shell",
    positionals: [
      .init("SHELL", kind: .words(CompletionShell.allCases.map(\.rawValue)), help: shells)
    ],
    notes: [
      """
      The Debian package installs all three scripts. Elsewhere: 'source <(\(ProgramName.value) \
      completion bash)' in ~/.bashrc, the same with zsh in ~/.zshrc below compinit, and \
      '\(ProgramName.value) completion fish | source' in config.fish.
      """
    ]
  )

  private static let shells = CompletionShell.allCases.map(\.rawValue).joined(separator: ", ")

  private let shell: CompletionShell

  init(_ arguments: Arguments) throws(UsageError) {
    let word = arguments.positionals[0]
    guard let shell = CompletionShell(rawValue: word) else {
      let known = CompletionShell.allCases.map(\.rawValue)
      throw UsageError(
        "SHELL must be one of \(Self.shells)",
        suggestion: Suggestion.of(word, among: known)
      )
    }
    self.shell = shell
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    context.console.say(shell.script(for: Subcommands.all.map { $0.specification }))
    return .done
  }
}

/// A shell for which there is a completion script.
package enum CompletionShell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// The lines of the completion script for these subcommands.
  package func script(for specifications: [Specification]) -> [String] {
    let words = CommandWords(specifications)
    return switch self {
    case .bash: BashCompletion(words: words).lines
    case .zsh: ZshCompletion(words: words).lines
    case .fish: FishCompletion(words: words).lines
    }
  }
}

/// The words that name subcommands, in the order in which they are typed.
struct CommandWords {
  let specifications: [Specification]

  init(_ specifications: [Specification]) {
    self.specifications = specifications
  }

  /// The first words of two-word names, such as `verify`, each once.
  var groups: [String] {
    var groups: [String] = []
    for words in specifications.map(\.words) where words.count > 1 && !groups.contains(words[0]) {
      groups.append(words[0])
    }
    return groups
  }

  /// The subcommands with this first word.
  func members(of group: String) -> [Specification] {
    specifications.filter { $0.words.count > 1 && $0.words[0] == group }
  }

  /// The possible first words, each with a description.
  var first: [(word: String, summary: String)] {
    var entries: [(word: String, summary: String)] = []
    for specification in specifications
    where !entries.contains(where: { $0.word == specification.words[0] }) {
      let group = members(of: specification.words[0])
      let summary =
        group.isEmpty
        ? specification.summary : "\(group.map { $0.words[1] }.joined(separator: ", "))"
      entries.append((specification.words[0], summary))
    }
    return entries + [("help", "show the help of a subcommand")]
  }
}
