import TestSupport
import Testing

@Suite(.throttled)
struct LayoutTests {
  @Test("the table of modules names every module, and no other")
  func modules() throws {
    let rows = try Document("Sources/README.md").rows(under: "Layout of the source")
    let documented = rows.flatMap { $0[0].quotedWords }
    let modules = try Repository.entries(of: "Sources").filter { $0 != "README.md" }
    #expect(documented.sorted() == modules)
  }

  @Test("it names every group of tests")
  func tests() throws {
    let text = try Document("Sources/README.md").text + Document("Tests/README.md").text
    let groups = try Repository.entries(of: "Tests").filter { $0.hasPrefix("SMS") == false }
    #expect(groups.filter { $0 != "README.md" }.filter { !text.contains("`\($0)`") } == [])
  }
}
