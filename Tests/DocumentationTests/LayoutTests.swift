import TestSupport
import Testing

@Suite(.throttled)
struct LayoutTests {
  @Test("the table of modules names every module, and no other")
  func modules() throws {
    let rows = try Document("README.md").rows(under: "Layout of the source")
    let documented = rows.flatMap { $0[0].quotedWords }
    #expect(documented.sorted() == (try Repository.entries(of: "Sources")))
  }

  @Test("it names every group of tests")
  func tests() throws {
    let readme = try Document("README.md").text
    let groups = try Repository.entries(of: "Tests").filter { !$0.hasPrefix("SMS") }
    #expect(groups.filter { !readme.contains("`\($0)`") } == [])
  }
}
