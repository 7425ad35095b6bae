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

  private func status(_ layout: SpoolLayout) throws -> FileStatus {
    try Directory(entering: layout.path(of: .incoming)).status()
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

  @Test("one spool has a directory until it has another or is gone")
  func claims() throws {
    let (a, b) = (try layout("a"), try linked("b", to: "a"))
    let claims = DirectoryClaims()
    claims.assign(["b": b, "a": a])
    #expect(try claims.claim(status(b), for: "b") == "a")
    #expect(try claims.claim(status(a), for: "a") == nil)
    claims.assign(["b": b])
    #expect(try claims.claim(status(b), for: "b") == nil)
    claims.assign(["b": b, "a": a])
    #expect(try claims.claim(status(a), for: "a") == "b")
    let other = try layout("other")
    #expect(try claims.claim(status(other), for: "b") == nil)
    #expect(try claims.claim(status(a), for: "a") == nil)
  }
}
