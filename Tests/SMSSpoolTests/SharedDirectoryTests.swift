import Glibc
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

@Suite struct SharedDirectoryTests {
  private let temporary: TemporaryDirectory

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private func layout(_ name: String) throws -> SpoolLayout {
    let layout = SpoolLayout(root: temporary.path(name), access: .ownerOnly)
    try layout.make()
    return layout
  }

  private func linked(_ name: String, to target: String) throws -> SpoolLayout {
    try #require(symlink(target, temporary.path(name)) == 0)
    return SpoolLayout(root: temporary.path(name), access: .ownerOnly)
  }

  @Test("a link to another spool is found, and the first by name is the owner")
  func found() throws {
    let layouts = [
      "b": try layout("b"), "a": try linked("a", to: "b"), "c": try layout("c"),
      "missing": SpoolLayout(root: temporary.path("missing")),
    ]
    let shared = SharedDirectory.all(in: layouts)
    #expect(shared.map(\.spool) == ["b"])
    #expect(shared.map(\.owner) == ["a"])
    #expect(shared.first?.problem.isFatal == true)
    #expect("\(try #require(shared.first).problem)".contains("the spool a"))
  }
}
