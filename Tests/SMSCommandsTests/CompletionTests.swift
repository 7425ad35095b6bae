import SMSArguments
import SMSCommands
import SMSSystem
import TestSupport
import Testing

/// The scripts in the shells that they are for.
@Suite(.throttled)
struct CompletionTests {
  /// A command line, its last word to be completed, and what is offered for it.
  struct Line: Sendable, CustomTestStringConvertible {
    let words: [String]
    let offered: [String]

    init(_ words: String..., offers offered: [String]) {
      self.words = words
      self.offered = offered.sorted()
    }

    var testDescription: String { "smsdispatch " + words.joined(separator: " ") }
  }

  private static let members = Subcommands.all.map { $0.specification }.filter {
    $0.words.first == "verify"
  }

  /// In a directory that holds `alpha.json5`, `alphabet` and the directory `album`.
  static let lines = [
    Line("sub", offers: ["submit"]),
    Line("verify", "", offers: members.map { $0.words[1] }),
    Line("help", "ver", offers: ["verify"]),
    Line("submit", "--prio", offers: ["--priority"]),
    Line("submit", "--body", "Hi", "--wa", offers: ["--wait"]),
    Line("verify", "start", "--new", offers: ["--new-code"]),
    Line("submit", "--priority", "u", offers: ["urgent"]),
    Line("submit", "--priority", "", offers: ["urgent", "high", "normal", "bulk"]),
    Line("submit", "--if-uncertain", "re", offers: ["report", "resend"]),
    Line("retry", "--error", "duplicate_i", offers: ["duplicate_id"]),
    Line("submit", "--to", "al", offers: []),
    Line("submit", "--file", "alp", offers: ["alpha.json5", "alphabet"]),
    Line("serve", "--config", "alphabe", offers: ["alphabet"]),
    Line("demo", "--directory", "al", offers: ["album"]),
    Line("completion", "fi", offers: ["fish"]),
    Line("manual", "flow", offers: ["flowroute-simulator.1"]),
    Line("show", "al", offers: []),
  ]

  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    for name in ["alpha.json5", "alphabet"] as [FileName] {
      try directory.directory.writeReplacing(name, [], durable: false)
    }
    try directory.directory.makeDirectory("album", mode: 0o700)
  }

  /// Writes the script into the directory.
  private func write(_ shell: CompletionShell, as name: FileName) throws {
    let lines = shell.script(for: Subcommands.all.map { $0.specification })
    let text = lines.joined(separator: "\n") + "\n"
    try directory.directory.writeReplacing(name, Array(text.utf8), durable: false)
  }

  /// What a shell's words say is offered.
  private func offers(_ shell: String, _ words: [String]) async throws -> [String] {
    let run = try await SystemTool.run(
      shell,
      words,
      environment: ["HOME": directory.path, "PATH": "/usr/bin:/bin", "TERM": "dumb"],
      in: directory.path
    )
    #expect(run.status == .exited(0), "\(run.output)")
    return Set(run.lines).sorted()
  }

  @Test(
    "bash offers what a line can go on with",
    .enabled(if: SystemTool.areThere("bash"), "needs bash"),
    arguments: lines
  )
  func bash(_ line: Line) async throws {
    try write(.bash, as: "script")
    let program = """
      source ./script
      COMP_WORDS=(smsdispatch "$@")
      COMP_CWORD=$#
      _smsdispatch smsdispatch "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    #expect(try await offers("bash", ["-c", program, "bash"] + line.words) == line.offered)
  }

  @Test(
    "bash offers values behind an equals sign, which it takes for a word",
    .enabled(if: SystemTool.areThere("bash"), "needs bash")
  )
  func equalsSign() async throws {
    try write(.bash, as: "script")
    let program = """
      source ./script
      COMP_WORDS=(smsdispatch submit --priority = u) COMP_CWORD=4
      _smsdispatch smsdispatch u =
      printf '%s\\n' "${COMPREPLY[@]}"
      COMP_WORDS=(smsdispatch submit --if-uncertain =) COMP_CWORD=3
      _smsdispatch smsdispatch = --if-uncertain
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    #expect(try await offers("bash", ["-c", program]) == ["report", "resend", "urgent"])
  }

  @Test(
    "fish offers what a line can go on with",
    .enabled(if: SystemTool.areThere("fish"), "needs fish"),
    arguments: lines
  )
  func fish(_ line: Line) async throws {
    try write(.fish, as: "script")
    let program = """
      source ./script
      complete -C "smsdispatch \(line.words.joined(separator: " "))"
      """
    // A description follows each word behind a tab; a directory ends in a slash.
    let offered = try await offers("fish", ["--no-config", "-c", program]).map { word in
      String(word.prefix { $0 != "\t" && $0 != "/" })
    }
    #expect(offered == line.offered)
  }

  @Test(
    "zsh offers what a line can go on with",
    .enabled(if: SystemTool.areThere("zsh"), "needs zsh")
  )
  func zsh() async throws {
    try write(.zsh, as: "_smsdispatch")
    // Completion works in the line editor only, so a second zsh runs on a terminal of its own, one
    // for all lines since its start takes long. There compadd, by which all that is offered is
    // handed over, writes it to a file.
    let program = """
      zmodload zsh/zpty
      zpty inner zsh -f -i
      zpty -w inner '
        PS1= ; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -d $PWD/.dump
        compadd() {
          local -a matches
          builtin compadd -O matches "$@"
          (( $#matches )) && print -rl -- $matches >>offered
          builtin compadd "$@"
        }
        finish() { zle complete-word; BUFFER=; print -r -- finish""ed }
        zle -N finish; bindkey "^I" finish; print -r -- rea""dy'
      zpty -r inner seen '*ready*'
      for line in "$@"; do
        : >offered
        zpty -wn inner "$line"$'\t'
        zpty -r inner seen '*finished*'
        print -r -- "offers $line:" ${(ou)${(f)"$(<offered)"}}
      done
      """
    let commands = Self.lines.map(\.testDescription)
    let said = try await offers("zsh", ["-f", "-c", program, "zsh"] + commands)
    let expected = Self.lines.map { line in
      (["offers \(line.testDescription):"] + line.offered).joined(separator: " ")
    }
    #expect(said == expected.sorted())
  }
}
