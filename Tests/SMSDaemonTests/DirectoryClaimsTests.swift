import Glibc
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite struct DirectoryClaimsTests {
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
