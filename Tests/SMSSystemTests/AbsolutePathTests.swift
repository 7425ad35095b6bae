import SMSSystem
import Testing

@Suite("A path that means the same in every directory")
struct AbsolutePathTests {
  @Test("begins at the root, and leads to the same file")
  func paths() throws {
    for path in ["/", "/etc/passwd", "/a/../b"] {
      #expect(CurrentProcess.absolutePath(path) == path)
    }
    let made = CurrentProcess.absolutePath(".")
    #expect(made.hasPrefix("/") && made.hasSuffix("/."))
    #expect(try FileStatus(of: made).kind == .directory)
  }
}
