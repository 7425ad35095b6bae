import FlowrouteSimulator
import SMSArguments
import TestSupport
import Testing

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
