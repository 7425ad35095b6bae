import FlowrouteSimulator
import SMSArguments
import SMSCommands
import SMSCore
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
      names.filter { row == $0 || row.hasPrefix("\($0) ") }.max { $0.count < $1.count }
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

@Suite(.throttled)
struct ErrorReferenceTests {
  @Test("every error code has its row, once")
  func codes() throws {
    let rows = try Document("systemd/README.md").rows(under: "Errors and hints")
    let codes = rows.flatMap { $0[0].quotedWords }
    #expect(codes.sorted() == ErrorCode.allCases.map(\.rawValue).sorted())
    #expect(rows.allSatisfy { $0.count == 4 && !$0[3].isEmpty })
  }
}

@Suite(.throttled)
struct SimulatorReferenceTests {
  private let reference: Document

  init() throws {
    reference = try Document("Sources/README.md")
  }

  @Test("the magic numbers are those of the simulator")
  func magicNumbers() {
    let rows = reference.rows(under: "Magic numbers").filter { $0[0].count == 3 }
    #expect(rows == MagicNumber.table.map { [String($0.suffix), $0.words] })
  }

  @Test("the options are those of the simulator")
  func options() {
    let documented = reference.rows(under: "Simulator").flatMap { $0[0].matches(of: Self.option) }
    let known = SimulatorOptions.specification.options.map { "--\($0.name)" }
    #expect(documented.map { String($0.0) }.sorted() == known.sorted())
  }

  @Test("the keys are those of the demo")
  func keys() {
    let keys = [Credentials.demo.accessKey, Credentials.demo.secretKey]
    let rows = reference.rows(under: "Simulator").filter { $0[0].contains("--access-key") }
    #expect(rows.map { $0[1].quotedWords } == [keys])
  }

  @Test("every fault that can be asked for is named")
  func faults() {
    let words = reference.rows(under: "Its own calls").flatMap { $0.flatMap(\.quotedWords) }
    #expect(Fault.names.filter { !words.contains($0) } == [])
  }

  private static var option: Regex<Substring> { /--[a-z][a-z-]*/ }
}
