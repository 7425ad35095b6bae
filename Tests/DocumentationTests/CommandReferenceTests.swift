import SMSArguments
import SMSCommands
import TestSupport
import Testing

/// The section "Commands" against the tables that the command line is read by.
@Suite(.throttled)
struct CommandReferenceTests {
  private let reference: Document

  init() throws {
    reference = try Document("systemd/README.md")
  }

  @Test("every subcommand has its row, in the order of the help")
  func commands() {
    let rows = reference.rows(under: "Commands").map { $0[0].quotedWords.first ?? "" }
    let names = Subcommands.all.map { $0.specification.name }
    let documented = rows.compactMap { row in
      names.first { row == $0 || row.hasPrefix("\($0) ") }
    }
    #expect(names.count > 12)
    #expect(documented.reduce(into: []) { if $0.last != $1 { $0.append($1) } } == names)
  }

  @Test("every option is named, and no other")
  func options() {
    let known = Subcommands.all.flatMap { $0.specification.options.map { "--\($0.name)" } }
    let named = reference.text(under: "Commands").matches(of: /--[a-z][a-z-]*/).map { String($0.0) }
    #expect(Set(named) == Set(known).union(["--help", "--version"]))
  }

  @Test("every exit status has its row")
  func statuses() {
    let rows = reference.rows(under: "Commands").compactMap { Int32($0[0]) }
    #expect(rows == ExitCode.allCases.map(\.rawValue))
  }
}
