internal import SMSArguments
internal import SMSDaemon
internal import SMSSystem

/// The program: finds the subcommand, runs it, and reports failures.
package struct Program {
  private(set) var context: Context
  let subcommands: [any Subcommand.Type]

  /// Creates a program.
  ///
  /// - Parameters:
  ///   - context: The environment of its subcommands.
  ///   - subcommands: The subcommands, in the order of the help.
  package init(_ context: Context, subcommands: [any Subcommand.Type] = Subcommands.all) {
    self.context = context
    self.subcommands = subcommands
  }

  /// Runs the process's own command line.
  package func runProcess() async -> ExitCode {
    let words = CurrentProcess.arguments
    if words.count == 1, words[0] == Array(CommandRunner.word.utf8) { return await runCall() }
    if words.count == 1, words[0] == Array(PageCall.word.utf8) { return await runPage() }
    return await run(bytes: words)
  }

  /// Runs a command line given as bytes.
  ///
  /// A word that is not UTF-8 is refused: if repaired, it would be a different text, file or number
  /// than intended.
  /// - Parameter words: The words after the program's name, as passed to the process.
  /// - Returns: The exit status.
  package func run(bytes words: [[UInt8]]) async -> ExitCode {
    var texts: [String] = []
    for (index, word) in words.enumerated() {
      guard let text = String(validating: word, as: UTF8.self) else {
        let shown = String(escaping: word)
        context.console.report("\(ProgramName.value): argument \(index + 1) is not UTF-8: \(shown)")
        return .usage
      }
      texts.append(text)
    }
    return await run(texts)
  }

  /// Runs a command line.
  ///
  /// - Parameter words: The words after the program's own name.
  /// - Returns: The exit status.
  package func run(_ words: [String]) async -> ExitCode {
    var program = self
    program.context.commandLine = ([ProgramName.value] + words)
      .map { String(shellWord: $0) }.joined(separator: " ")
    let status = await program.perform(words)
    guard status == .done, let error = context.lostOutput() else { return status }
    let failure = CommandFailure(
      .cannotCreate,
      "the output is not complete: \(error)",
      hint: "Run it again with somewhere to write to; what the command did is done."
    )
    context.console.report(failure, by: "")
    return failure.status
  }

  private func perform(_ words: [String]) async -> ExitCode {
    switch words.first {
    case "help" where words.count > 1:
      return await perform(Array(words.dropFirst()) + ["--help"])
    case "--help", "-h", "help":
      context.console.say(Overview(subcommands, width: context.console.width()).lines)
      return .done
    case "--version":
      return sayVersion()
    case nil:
      Overview(subcommands, width: context.console.width(.error)).lines
        .forEach(context.console.report)
      return .usage
    default:
      guard let subcommand = find(words) else { return reportUnknown(words) }
      return await run(subcommand, words)
    }
  }

  /// The subcommand whose name is at the beginning of the words, the longest.
  private func find(_ words: [String]) -> (any Subcommand.Type)? {
    subcommands.filter { words.starts(with: $0.specification.words) }
      .max { $0.specification.words.count < $1.specification.words.count }
  }

  private func run(
    _ subcommand: any Subcommand.Type,
    _ words: [String]
  ) async -> ExitCode {
    let specification = subcommand.specification
    do throws(UsageError) {
      let own = words.dropFirst(specification.words.count)
      let arguments = try ArgumentParser.parse(own, for: specification)
      if arguments.has(.help) {
        context.console.say(
          HelpText(specification, of: ProgramName.value, width: context.console.width()).lines
        )
        return .done
      }
      if arguments.has(.version) { return sayVersion() }
      return await run(try subcommand.init(arguments), arguments, words)
    } catch {
      return report(error, specification)
    }
  }

  private func run(
    _ subcommand: any Subcommand,
    _ arguments: Arguments,
    _ words: [String]
  ) async -> ExitCode {
    let kind = type(of: subcommand)
    do throws(CommandFailure) {
      if let caller = context.caller {
        try caller.check(kind, arguments)
      } else if let remote = RemoteCommand(kind, arguments, words, context) {
        return try remote.run()
      }
      return try await subcommand.run(context)
    } catch {
      if let status = subcommand.verdict(on: error, context) { return status }
      context.console.report(error, by: kind.specification.name)
      return error.status
    }
  }

  private func sayVersion() -> ExitCode {
    context.console.say("\(ProgramName.value) \(CurrentProcess.version)")
    return .done
  }

  private func report(_ error: UsageError, _ specification: Specification) -> ExitCode {
    HelpText(specification, of: ProgramName.value, width: context.console.width(.error))
      .lines(refusing: error).forEach(context.console.report)
    return .usage
  }
}

extension Program {
  /// Reports that no subcommand has this name; the first word of a group lists the group.
  func reportUnknown(_ words: [String]) -> ExitCode {
    let console = context.console
    let first = words.first ?? ""
    let known = subcommands.map { $0.specification }
    let group = known.filter { $0.words.first == first }
    if words.contains("--help") || words.contains("-h"), !group.isEmpty {
      let helps = group.map { HelpText($0, of: ProgramName.value, width: console.width()).lines }
      console.say(helps.flatMap { $0 + [""] }.dropLast())
      return .done
    }
    if group.isEmpty {
      let kind = first.hasPrefix("-") ? "option" : "subcommand"
      let suggestion = Suggestion.of(first, among: known.map { $0.words[0] })
      let error = UsageError(
        "there is no \(kind) \(String(escaping: first))",
        suggestion: suggestion
      )
      console.report("\(ProgramName.value): \(error)")
    } else {
      let names = group.map(\.name).joined(separator: ", ")
      console.report("\(ProgramName.value): one word is missing or wrong after \(first): \(names)")
    }
    console.report("'\(ProgramName.value) --help' lists the subcommands.")
    return .usage
  }
}

/// The name of the executable.
package enum ProgramName {
  package static let value = "smsdispatch"
}

/// The help for the whole program: all subcommands, one line each.
package struct Overview {
  private let subcommands: [any Subcommand.Type]
  private let width: Int

  package init(_ subcommands: [any Subcommand.Type], width: Int) {
    self.subcommands = subcommands
    self.width = width
  }

  /// The text of `--help` without a subcommand.
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
      "'\(ProgramName.value) <subcommand> --help' describes each; "
        + "'\(ProgramName.value) demo' shows it all.",
    ]
  }
}
